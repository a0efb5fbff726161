using System.Globalization;
using Tollgate.Benchmarks.Servers;

namespace Tollgate.Benchmarks.Http;

/// <summary>nginx with a configuration of its own: as a tiny upstream, and as a proxy that limits.</summary>
internal static class NginxServer
{
    /// <summary>An upstream that answers at once.</summary>
    public static Task<ServerProcess> StartUpstreamAsync(int port) => StartAsync($$"""
        server {
          listen 127.0.0.1:{{Text(port)}};
          location / { default_type text/plain; return 200 "It works."; }
        }
        """);

    /// <summary>A proxy that limits requests by key: one leaky bucket in shared memory.</summary>
    public static Task<ServerProcess> StartProxyAsync(int port, int upstream) => StartAsync($$"""
        limit_req_zone $http_x_api_key zone=keys:10m rate=1000000r/s;
        upstream api { server 127.0.0.1:{{Text(upstream)}}; keepalive 64; keepalive_requests 1000000000; }
        server {
          listen 127.0.0.1:{{Text(port)}};
          location / {
            limit_req zone=keys burst=100000 nodelay;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_pass http://api;
          }
        }
        """);

    private static async Task<ServerProcess> StartAsync(string servers)
    {
        var folder = ServerProcess.CreateFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), $$"""
            daemon off;
            pid {{folder}}/pid;
            error_log stderr error;
            worker_processes 2;
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            events { worker_connections 1024; }
            http {
              access_log off;
              keepalive_requests 1000000000;
              client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi; scgi_temp_path {{folder}}/scgi;
              {{servers}}
            }
            """);
        var program = File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";
        return await ServerProcess.StartAsync(folder, [program, "-p", folder, "-c", Path.Combine(folder, "nginx.conf"), "-e", "stderr"]);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
