import { createHash, randomBytes } from 'node:crypto';

const LIFE_SECONDS = 3_600;
const AUTHORIZE = '/oauth/authorize';
/** Where Anthropic and OpenAI, Google, and GitHub have it. */
const TOKEN = /^(\/v1)?\/oauth\/token$|^\/token$|^\/login\/oauth\/access_token$/;
const DEVICE = '/login/device/code';
const RESOURCE = '/oauth/resource';
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

const random = (name) => `${name}-CANARY${randomBytes(16).toString('hex')}`;
const base64url = (json) => Buffer.from(JSON.stringify(json)).toString('base64url');
const sha256 = (text) => createHash('sha256').update(text).digest('base64url');

/**
 * An authorisation server with its resource (RFC 6749, 6750, 7636 and 8628), on every host of the test world:
 *   GET  /oauth/authorize   agrees at once, and redirects with a code
 *   POST /oauth/token       the grants authorization_code (with PKCE), refresh_token and device_code, as JSON or as a
 *                           form; also where the providers that are built in have it
 *   POST /login/device/code a code for another device, for which nobody has agreed yet
 *   GET  /oauth/resource    200 with a valid access token, which it repeats in its answer; else 401
 * A refresh token is good for one use. Its second use revokes everything that came of the sign-in.
 */
export function createOAuthServer() {
  /** By code, by refresh token, and by access token: the sign-in that it belongs to. */
  const codes = new Map();
  const refreshTokens = new Map();
  const accessTokens = new Map();
  /** By device code: the code that the person types, and whether somebody has. */
  const devices = new Map();

  function issue(signIn) {
    const access = random('access');
    const refresh = random('refresh');
    accessTokens.set(access, signIn);
    refreshTokens.set(refresh, { signIn, isUsed: false });
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      sub: 'person',
      plan: 'pro',
      email: 'person@example.test',
      iat: now,
      exp: now + LIFE_SECONDS,
    };
    const chatgpt = { chatgpt_plan_type: 'pro', chatgpt_account_id: 'account-1', chatgpt_user_id: 'user-1' };
    const idClaims = { ...claims, 'https://api.openai.com/auth': chatgpt };
    return {
      token_type: 'Bearer',
      access_token: access,
      refresh_token: refresh,
      id_token: `${base64url({ alg: 'none' })}.${base64url(idClaims)}.${random('id').replace(/-/g, '')}`,
      expires_in: LIFE_SECONDS,
      scope: 'user:profile user:inference',
      account: { uuid: 'account-1', email_address: 'person@example.test' },
      organization: { uuid: 'organization-1', name: 'Test world' },
    };
  }

  const grants = {
    authorization_code(fields) {
      const code = codes.get(fields.get('code'));
      codes.delete(fields.get('code'));
      if (!code) return undefined;
      // Gemini CLI has a secret in the place of a challenge.
      const isProven =
        code.challenge === null || code.challenge === sha256(fields.get('code_verifier') ?? '');
      if (!isProven) return undefined;
      if (code.redirectUri !== fields.get('redirect_uri')) return undefined;
      return issue({ isRevoked: false });
    },
    refresh_token(fields) {
      const found = refreshTokens.get(fields.get('refresh_token'));
      if (!found || found.signIn.isRevoked) return undefined;
      if (found.isUsed) found.signIn.isRevoked = true;
      if (found.isUsed) return undefined;
      found.isUsed = true;
      return issue(found.signIn);
    },
    [DEVICE_GRANT](fields) {
      const device = devices.get(fields.get('device_code'));
      if (!device?.isApproved) return device && { error: 'authorization_pending' };
      devices.delete(fields.get('device_code'));
      return issue({ isRevoked: false });
    },
  };

  function device(response) {
    const userCode = randomBytes(4).toString('hex').toUpperCase().replace(/^..../, '$&-');
    const deviceCode = random('device');
    devices.set(deviceCode, { userCode, isApproved: false });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        device_code: deviceCode,
        user_code: userCode,
        verification_uri: 'https://github.com/login/device',
        expires_in: 900,
        interval: 1,
      }),
    );
  }

  /** Agrees to what the program asks that showed this code. */
  function approveDevice(userCode) {
    for (const each of devices.values()) if (each.userCode === userCode) each.isApproved = true;
    return '';
  }

  /** Agrees to what a page asks. Returns the address that it leads back to. */
  function approve(query) {
    const code = random('code');
    const redirectUri = query.get('redirect_uri') ?? '';
    codes.set(code, { challenge: query.get('code_challenge'), redirectUri });
    const target = new URL(redirectUri);
    target.searchParams.set('code', code);
    target.searchParams.set('state', query.get('state') ?? '');
    return target.href;
  }

  function token(request, response, body) {
    const isJson = /json/.test(request.headers['content-type'] ?? '');
    const fields = new URLSearchParams(isJson ? JSON.parse(body) : body);
    const grant = grants[fields.get('grant_type')];
    const issued = grant?.(fields);
    const answer = issued ?? { error: 'invalid_grant', refresh_token: fields.get('refresh_token') };
    response.writeHead(issued ? 200 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  }

  function resource(request, response) {
    const [, access] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    const signIn = accessTokens.get(access);
    const isValid = signIn !== undefined && !signIn.isRevoked;
    response.writeHead(isValid ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isValid ? { welcome: 'person', token: access } : { error: 'invalid_token' }));
  }

  return {
    /** `text`: the address of a page, or the code for another device. */
    approve: (text) => (text.startsWith('http') ? approve(new URL(text).searchParams) : approveDevice(text)),
    /** New tokens, as a sign-in by hand would give them. */
    signIn: () => issue({ isRevoked: false }),
    /** Answers a request to one of the three paths; false for any other path. */
    answer(request, response, body) {
      const url = new URL(request.url, 'http://localhost');
      if (url.pathname === AUTHORIZE) response.writeHead(302, { location: approve(url.searchParams) }).end();
      else if (TOKEN.test(url.pathname) && request.method === 'POST') token(request, response, body);
      else if (url.pathname === DEVICE) device(response);
      else if (url.pathname === RESOURCE) resource(request, response);
      else return false;
      return true;
    },
  };
}
