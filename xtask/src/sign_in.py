"""A person who accepts an invitation and signs in, through the pages alone, as a browser without scripts would.

    python3 sign_in.py https://HOST CERTIFICATE EMAIL INVITATION-CODE [ISSUER]

An administrator signs in with a password and an app; with ISSUER, a lead of information governance signs in there.
Fields are found as a browser's password manager finds them: by what they say they are for (autocomplete).
"""

import base64
import hashlib
import hmac
import html.parser
import http.cookiejar
import re
import ssl
import struct
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

SITE, CERTIFICATE, EMAIL, INVITATION = sys.argv[1:5]
ISSUER = sys.argv[5] if len(sys.argv) > 5 else None
PASSWORD = "a made-up phrase of eleven quiet herons"
STEP = 30

# A certificate that the page makes for a trial is its own authority, and says less of itself than Python's strict way asks.
TRUST = ssl.create_default_context(cafile=CERTIFICATE)
TRUST.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
JAR = http.cookiejar.CookieJar()
OPENER = urllib.request.build_opener(
    urllib.request.ProxyHandler({}),
    urllib.request.HTTPSHandler(context=TRUST),
    urllib.request.HTTPCookieProcessor(JAR),
)


class Page(html.parser.HTMLParser):
    """The address, the main heading, the text and the forms of a page."""

    def __init__(self, address, status, text, leads_to):
        super().__init__()
        self.address, self.status, self.text, self.leads_to = address, status, text, leads_to
        self.forms, self.heading, self.is_heading = [], "", False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        named = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append({"action": named.get("action", ""), "inputs": []})
        elif tag == "input" and self.forms:
            self.forms[-1]["inputs"].append(named)
        elif tag == "h1":
            self.is_heading = True

    def handle_endtag(self, tag):
        if tag == "h1":
            self.is_heading = False

    def handle_data(self, data):
        if self.is_heading:
            self.heading += data.strip() + " "

    @property
    def path(self):
        return urllib.parse.urlsplit(self.address).path


def ask(path, fields=None, at=SITE):
    """Asks for a page, or sends a form; follows where it leads."""
    address = urllib.parse.urljoin(at, path)
    request = urllib.request.Request(address)
    if fields is not None:
        parts = urllib.parse.urlsplit(address)
        request.data = urllib.parse.urlencode(fields).encode()
        request.add_header("Origin", f"{parts.scheme}://{parts.netloc}")
        request.add_header("Sec-Fetch-Site", "same-origin")
    try:
        answer = OPENER.open(request, timeout=30)
    except urllib.error.HTTPError as error:
        answer = error
    # A page may lead on by itself: "0; url=ADDRESS".
    leads_to = (answer.headers.get("Refresh") or "").partition("url=")[2]
    page = Page(answer.geturl(), answer.status, answer.read().decode(), leads_to)
    asked = urllib.parse.urlsplit(path).path
    print(f"{'POST' if fields is not None else 'GET '} {asked}: {page.status}, {page.path}, {page.heading.strip()}")
    return page


def form_of(page, path):
    """The page's form that leads to this path."""
    for form in page.forms:
        if urllib.parse.urlsplit(form["action"]).path == path:
            return form
    raise SystemExit(f"{page.path} has no form for {path}: {[form['action'] for form in page.forms]}")


def send(page, path, answers):
    """Fills the form in: hidden values as they are, the rest by purpose; a field nobody knows takes the answer for ''."""
    fields, chosen = [], set()
    for field in form_of(page, path)["inputs"]:
        name, kind = field.get("name", ""), field.get("type", "text")
        if kind == "hidden":
            fields.append((name, field.get("value", "")))
        elif kind == "radio":
            if name not in chosen:
                chosen.add(name)
                fields.append((name, field.get("value", "on")))
        elif kind not in ("submit", "checkbox"):
            purpose = field.get("autocomplete", "")
            fields.append((name, answers[purpose if purpose in answers else ""]))
    return ask(path, fields)


def totp(secret, step):
    """RFC 6238 with SHA-1, six digits and thirty seconds."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def secret_in(text):
    """The secret that the page shows for typing: Base32, perhaps in groups."""
    words = re.sub(r"<[^>]*>", "\n", text)
    for line in words.splitlines():
        joined = line.replace(" ", "").strip()
        if re.fullmatch(r"[A-Z2-7]{26,}", joined):
            return joined
    raise SystemExit("the page shows no secret to type into an app")


def must(is_so, page, what):
    if not is_so:
        raise SystemExit(f"{what}: {page.status} {page.path} {page.heading}")


def asks_for(page, path):
    return any(urllib.parse.urlsplit(form["action"]).path == path for form in page.forms)


def is_refused(page):
    return "Sign in" in page.heading or page.status in (401, 403, 404)


def sign_out(page):
    must(any(form["action"] == "/sign-out" for form in page.forms), page, "there is no way to sign out")
    return send(page, "/sign-out", {})


def safe_cookie(page):
    flags = {cookie.name for cookie in JAR if cookie.secure and cookie.has_nonstandard_attr("HttpOnly")}
    must("__Host-commonweal" in flags, page, f"the session's cookie is not kept safe: {flags}")


def through_provider(page):
    """Presses the button that leads to the provider, and signs in there; gives what comes back."""
    page = send(page, "/sign-in/oidc", {})
    must(page.leads_to.startswith(ISSUER), page, f"the page does not lead to {ISSUER}")
    page = ask(page.leads_to)
    if page.address.startswith(ISSUER):
        page = ask(page.address, [("login", EMAIL)])
    return page


def person_of_provider():
    must(is_refused(ask("/audit")), ask("/audit"), "/audit is open to strangers")
    stranger = through_provider(ask("/sign-in"))
    must(stranger.status == 400, stranger, "somebody without an account is let in")

    page = send(ask("/invitation"), "/invitation", {"": INVITATION})
    must(asks_for(page, "/invitation/password"), page, "the invitation is not accepted")
    page = through_provider(page)
    must(page.status == 200 and asks_for(page, "/sign-in/purpose"), page, "the provider's word is not taken")
    page = send(page, "/sign-in/purpose", {})
    must(page.status == 200, page, "the purpose cannot be chosen")
    page = ask("/audit")
    must(page.status == 200 and page.path == "/audit", page, "the lead of information governance is not let in")
    must(is_refused(ask("/admin/accounts")), page, "who may read the audit may administer accounts")
    safe_cookie(page)
    sign_out(page)
    must(is_refused(ask("/audit")), page, "signing out leaves the session open")

    page = through_provider(ask("/sign-in"))
    must(page.status == 200 and page.path == "/sign-in/purpose", page, "the second sign-in fails")
    again = ask("/sign-in/callback?state=made-up&code=made-up")
    must(again.status == 400, again, "an answer that nobody asked for is taken")


def person_with_password():
    must(is_refused(ask("/admin")), ask("/admin"), "/admin is open to strangers")
    page = send(ask("/invitation"), "/invitation", {"": INVITATION})
    must(asks_for(page, "/invitation/password"), page, "the invitation is not accepted")
    page = send(page, "/invitation/password", {"new-password": PASSWORD, "": PASSWORD})
    must(asks_for(page, "/invitation/factor"), page, "the password is not accepted")
    secret, used = secret_in(page.text), int(time.time()) // STEP
    page = send(page, "/invitation/factor", {"one-time-code": totp(secret, used), "": totp(secret, used)})
    must(page.status == 200 and page.text.count("app-code\"") >= 6, page, "no recovery codes are shown")

    page = send(ask("/sign-in"), "/sign-in", {"username": EMAIL, "current-password": PASSWORD + "!", "": EMAIL})
    must(asks_for(page, "/sign-in"), page, "a wrong password is not refused")
    page = send(ask("/sign-in"), "/sign-in", {"username": EMAIL, "current-password": PASSWORD, "": EMAIL})
    must(asks_for(page, "/sign-in/code"), page, "the password does not lead to the code")
    # A code works once: the next thirty seconds have another.
    while int(time.time()) // STEP == used:
        time.sleep(1)
    code = totp(secret, int(time.time()) // STEP)
    page = send(page, "/sign-in/code", {"one-time-code": code, "": code})
    if asks_for(page, "/sign-in/purpose"):
        page = send(page, "/sign-in/purpose", {})
    must(page.status == 200, page, "the purpose cannot be chosen")
    page = ask("/admin")
    must(page.status == 200 and page.path == "/admin", page, "the administrator is not let in")
    safe_cookie(page)
    page = ask("/admin/system")
    must(page.status == 200, page, "readiness is not shown")
    sign_out(page)
    page = ask("/admin")
    must(page.path != "/admin" or page.status != 200, page, "signing out leaves the session open")


person_of_provider() if ISSUER else person_with_password()
