// A provider of identities that sign-in is tested against: the certified server `oidc-provider`, in which anybody whose
// name is given is signed in at once. Nothing is kept, keys are made at each start, and it listens on this machine alone.
// README.md beside this file says how to use it.
import { createServer } from "node:http";
import { createPrivateKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { Provider } from "oidc-provider";

const { values: given } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "client-id": { type: "string" },
    "client-secret": { type: "string" },
    "redirect-uri": { type: "string", multiple: true },
    "post-logout-redirect-uri": { type: "string", multiple: true, default: [] },
    "back-channel-logout-uri": { type: "string" },
    "client-authentication": { type: "string", default: "client_secret_basic" },
    algorithm: { type: "string", default: "RS256" },
    acr: { type: "string" },
  },
});
for (const name of ["client-id", "client-secret", "redirect-uri"]) {
  if (!given[name]) {
    console.error(`provider: --${name} is needed`);
    process.exit(2);
  }
}

const server = createServer();
await new Promise((done, failed) => {
  server.once("error", failed);
  server.listen(Number(given.port), "127.0.0.1", done);
});
const issuer = `http://127.0.0.1:${server.address().port}`;
const cookieKeys = [randomBytes(32).toString("hex")];
let keys = freshKeys();
let provider = providerWith(keys);

server.on("request", (request, response) => {
  const failed = (error) => {
    console.error(error);
    response.writeHead(500).end();
  };
  if (request.method === "POST" && request.url === "/test/rotate") {
    // New keys sign from now on; the old ones are gone.
    keys = freshKeys();
    provider = providerWith(keys);
    response.end(keys.map((key) => key.kid).join(" "));
  } else if (request.url.startsWith("/interaction/")) {
    signIn(request, response).catch(failed);
  } else {
    provider.callback()(request, response);
  }
});
// Ends when it is told to; whoever starts it tells it.
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => process.exit(0));
console.log(`ready ${issuer}`);

function providerWith(signing) {
  const made = new Provider(issuer, {
    clients: [
      {
        client_id: given["client-id"],
        client_secret: given["client-secret"],
        redirect_uris: given["redirect-uri"],
        post_logout_redirect_uris: given["post-logout-redirect-uri"],
        token_endpoint_auth_method: given["client-authentication"],
        id_token_signed_response_alg: given.algorithm,
        response_types: ["code"],
        grant_types: ["authorization_code"],
        ...(given["back-channel-logout-uri"] && {
          backchannel_logout_uri: given["back-channel-logout-uri"],
          backchannel_logout_session_required: true,
        }),
      },
    ],
    clientAuthMethods: [given["client-authentication"]],
    jwks: { keys: signing },
    enabledJWA: { idTokenSigningAlgValues: ["RS256", "PS256", "RS512", "ES256", "ES384", "HS256"] },
    cookies: { keys: cookieKeys },
    scopes: ["openid", "profile", "email"],
    claims: { openid: ["sub", "acr", "amr", "sid"], email: ["email", "email_verified"], profile: ["name"] },
    // Names and addresses are in the identity token itself, as most providers have it; there is no second call.
    conformIdTokenClaims: false,
    acrValues: ["mfa", "pwd"],
    pkce: { required: () => true },
    ttl: { Session: 3600, Grant: 3600, Interaction: 600, AuthorizationCode: 60, IdToken: 600, AccessToken: 600 },
    findAccount: (_, id) => ({ accountId: id, claims: () => claimsOf(id) }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    // The server's own way refuses calls to this machine, where the program under test is.
    fetch: (address, { dispatcher: _, ...options }) => globalThis.fetch(address, options),
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          const yes = '<input type="hidden" name="logout" value="yes"><button>Sign out</button></form>';
          ctx.body = page("Sign out of the test provider", form.replace("</form>", yes));
        },
      },
    },
  });
  made.on("server_error", (_, error) => console.error(error));
  made.on("backchannel.error", (_, error) => console.error(error));
  return made;
}

/** Signs somebody in and consents: who is named by `login_hint`, or in the form. */
async function signIn(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const typed = request.method === "POST" ? (await formOf(request)).get("login") : null;
  const who = (typed ?? params.login_hint ?? "").trim();
  if (!who) {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    const input = '<label>Name <input name="login" required></label> <button>Sign in</button>';
    response.end(page("Sign in to the test provider", `<form method="post">${input}</form>`));
    return;
  }
  const strong = given.acr === "mfa" || (params.acr_values ?? "").split(" ").includes("mfa");
  const grant = new provider.Grant({ accountId: who, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const result = {
    login: { accountId: who, acr: strong ? "mfa" : "pwd", amr: strong ? ["pwd", "otp", "mfa"] : ["pwd"] },
    consent: { grantId: await grant.save() },
  };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

/** What is said of an account: an e-mail address, or a name, of which an address is made. */
function claimsOf(id) {
  const email = id.includes("@") ? id : `${id}@example.org`;
  const words = email.split("@")[0].split(/[._-]+/);
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
  return { sub: id, email, email_verified: !id.startsWith("unverified"), name };
}

async function formOf(request) {
  let text = "";
  for await (const part of request) {
    text += part;
    if (text.length > 10_000) throw new Error("the form is too long");
  }
  return new URLSearchParams(text);
}

function page(title, body) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
    <body><main><h1>${title}</h1>${body}</main></body></html>`;
}

/** Through PEM: exporting a key as JWK while the job that made it is cleared away can lock Node for ever. */
function freshKeys() {
  const kinds = [["rsa", { modulusLength: 2048 }], ["ec", { namedCurve: "P-256" }], ["ec", { namedCurve: "P-384" }]];
  const publicKeyEncoding = { type: "spki", format: "pem" };
  const privateKeyEncoding = { type: "pkcs8", format: "pem" };
  return kinds.map(([kind, options]) => {
    const { privateKey } = generateKeyPairSync(kind, { ...options, publicKeyEncoding, privateKeyEncoding });
    const jwk = createPrivateKey(privateKey).export({ format: "jwk" });
    return { ...jwk, kid: randomBytes(8).toString("hex"), use: "sig" };
  });
}
