using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tollgate.Server.Tests.Notifying;

/// <summary>A certificate for 127.0.0.1 by an authority of its own, as files; nobody trusts the authority unless told to.</summary>
internal sealed class MailCertificate
{
    public MailCertificate(TestFolder folder)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Authority of a test", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request = new CertificateRequest("CN=mail.test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));

        AuthorityPath = folder.Write("authority.pem", authority.ExportCertificatePem());
        ChainPath = folder.Write("mail.pem", certificate.ExportCertificatePem());
        KeyPath = folder.Write("mail.key", key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>What has to be trusted.</summary>
    public string AuthorityPath { get; }

    public string ChainPath { get; }

    public string KeyPath { get; }
}
