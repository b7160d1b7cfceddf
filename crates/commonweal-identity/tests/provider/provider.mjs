// An OpenID Connect provider to test sign-in against: `oidc-provider`, a certified server, with one client and any number
// of made-up people. It keeps everything in memory, makes its keys anew each time, listens on this machine alone, and must
// never be reachable by anybody else. README.md beside this file says how to use it.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import Provider from "oidc-provider";

const { values: given } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "client-id": { type: "string" },
    "client-secret": { type: "string" },
    "redirect-uri": { type: "string", multiple: true },
    "after-sign-out": { type: "string" },
    "back-channel": { type: "string" },
    "client-authentication": { type: "string", default: "client_secret_basic" },
    algorithm: { type: "string", default: "RS256" },
    acr: { type: "string" },
    amr: { type: "string" },
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

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: given["client-id"],
      client_secret: given["client-secret"],
      redirect_uris: given["redirect-uri"],
      post_logout_redirect_uris: given["after-sign-out"] ? [given["after-sign-out"]] : [],
      token_endpoint_auth_method: given["client-authentication"],
      id_token_signed_response_alg: given.algorithm,
      ...(given["back-channel"] && {
        backchannel_logout_uri: given["back-channel"],
        backchannel_logout_session_required: true,
      }),
    },
  ],
  clientAuthMethods: [given["client-authentication"]],
  // Whoever types a name has an account of that name.
  findAccount: (_, name) => ({ accountId: name, claims: () => claimsOf(name) }),
  claims: {
    openid: ["sub", "acr", "amr", "sid", "auth_time"],
    email: ["email", "email_verified"],
    profile: ["name"],
  },
  // As most providers do, it puts name and address into the identity token.
  conformIdTokenClaims: false,
  ...(given.acr && { acrValues: [given.acr] }),
  pkce: { required: () => true },
  jwks: { keys: [rsaKey(), ecKey("P-256"), ecKey("P-384"), okpKey()] },
  enabledJWA: {
    idTokenSigningAlgValues: ["RS256", "PS256", "RS512", "ES256", "ES384", "EdDSA", "HS256"],
  },
  cookies: { keys: [randomBytes(32).toString("hex")] },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.type = "html";
        ctx.body = page(
          "Sign out of the test provider?",
          `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>`,
        );
      },
      postLogoutSuccessSource: (ctx) => {
        ctx.type = "html";
        ctx.body = page("You have signed out of the test provider", "");
      },
    },
  },
  // It tells of a sign-out by a call to this machine itself.
  fetch: (address, options) => globalThis.fetch(address, options),
  interactions: { url: (_, interaction) => `/sign-in/${interaction.uid}` },
  renderError: (ctx, out) => {
    ctx.type = "html";
    ctx.body = page("The test provider refused", `<p>${safe(out.error)}: ${safe(out.error_description ?? "")}</p>`);
  },
  ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3600, IdToken: 600, Interaction: 600, Session: 3600 },
});

const answer = provider.callback();
server.on("request", (request, response) => {
  if (!new URL(request.url, issuer).pathname.startsWith("/sign-in/")) {
    answer(request, response);
    return;
  }
  signIn(request, response).catch((error) => {
    response.writeHead(400, { "content-type": "text/html; charset=utf-8" });
    response.end(page("The test provider refused", `<p>${safe(error.message)}</p>`));
  });
});
console.log(`ready ${issuer}`);

// Signs in whom `login_hint` names without asking; else asks for a name. What the client wants to know, it is told.
async function signIn(request, response) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === "consent") {
    const grant =
      (grantId && (await provider.Grant.find(grantId))) ??
      new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    const consent = { grantId: await grant.save() };
    await provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
    return;
  }
  const form = request.method === "POST" ? await formOf(request) : new URLSearchParams();
  if (form.get("cancel")) {
    const result = { error: "access_denied", error_description: "the person changed their mind" };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    return;
  }
  const name = (form.get("name") ?? params.login_hint ?? "").trim();
  if (!name) {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(
      page(
        "Sign in to the test provider",
        `<form method="post">
          <p><label for="name">Name</label> <input id="name" name="name" autocomplete="username"></p>
          <p><button type="submit">Sign in</button>
          <button type="submit" name="cancel" value="yes">Cancel</button></p>
        </form>`,
      ),
    );
    return;
  }
  const login = { accountId: name, acr: given.acr, amr: given.amr?.split(",") };
  await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}

function claimsOf(name) {
  const address = name.includes("@") ? name : `${name.replaceAll(/\s+/g, ".").toLowerCase()}@example.org`;
  return { sub: name, name, email: address, email_verified: true };
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

function safe(text) {
  return String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function rsaKey() {
  return { ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }), use: "sig" };
}

function ecKey(namedCurve) {
  return { ...generateKeyPairSync("ec", { namedCurve }).privateKey.export({ format: "jwk" }), use: "sig" };
}

function okpKey() {
  return { ...generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }), use: "sig" };
}

// Ends with the program that started it: when its input is closed, or it is told to.
process.stdin.on("end", () => process.exit(0)).resume();
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
