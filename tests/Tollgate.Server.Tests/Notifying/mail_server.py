"""A real SMTP server for tests: prints its port, then a line of JSON per message that it takes."""
import asyncio
import json
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
        print(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "text": text, "login": session.authenticated}), flush=True)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"tollgate", b"right"), handled=False)  # the server words the refusal


async def main():
    needs_login = "--login" in sys.argv
    make = lambda: SMTP(Taker(), hostname="mail.test", authenticator=authenticate, auth_required=needs_login, auth_require_tls=False)
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until the test closes it


asyncio.run(main())
