"""A real SMTP server for tests: prints its port, then a line of JSON per message that it takes.

mail_server.py [--login] [--starttls CERTIFICATE KEY | --tls CERTIFICATE KEY]
"""
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Taker:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        text = envelope.content.decode("utf-8", "replace")
        is_secret = server.transport.get_extra_info("ssl_object") is not None
        print(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "text": text, "login": session.authenticated, "tls": is_secret}), flush=True)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"tollgate", b"right"), handled=False)  # the server words the refusal


def tls_of(word):
    """The context of an option with a certificate and a key; None without the option."""
    if word not in sys.argv:
        return None
    place = sys.argv.index(word)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(sys.argv[place + 1], sys.argv[place + 2])
    return context


async def main():
    starttls = tls_of("--starttls")
    make = lambda: SMTP(
        Taker(), hostname="mail.test", authenticator=authenticate, auth_required="--login" in sys.argv, auth_require_tls=False,
        tls_context=starttls, require_starttls=starttls is not None)
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0, ssl=tls_of("--tls"))
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until the test closes it


asyncio.run(main())
