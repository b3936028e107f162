import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';

/**
 * What tests ask of the internet, as HTTP on a unix socket: GET /records, DELETE /records, PUT /names,
 * PUT /outside (real names that builds of tests may reach), PUT /firewall (the only open ports, or null),
 * POST /sign-in (tokens of the authorisation server), POST /approve (what a browser does on the page of a sign-in).
 * @param {{ socketPath: string, zone: import('./zone.mjs').Zone, records: object[],
 *   firewall: import('./firewall.mjs').Firewall,
 *   oauth: ReturnType<typeof import('./oauth-server.mjs').createOAuthServer> }} options
 */
export function serveControl({ socketPath, zone, records, firewall, oauth }) {
  rmSync(socketPath, { force: true });
  createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    switch (`${request.method} ${request.url}`) {
      case 'GET /records':
        return response.setHeader('content-type', 'application/json').end(JSON.stringify(records));
      case 'DELETE /records':
        records.length = 0;
        return response.end();
      case 'PUT /names':
        zone.setNames(JSON.parse(body));
        return response.end();
      case 'PUT /firewall':
        firewall.shut(JSON.parse(body));
        return response.end();
      case 'PUT /outside':
        zone.setOutsideNames(JSON.parse(body));
        return response.end();
      case 'POST /sign-in':
        return response.setHeader('content-type', 'application/json').end(JSON.stringify(oauth.signIn()));
      case 'POST /approve':
        return response.end(oauth.approve(body));
      default:
        return response.writeHead(404).end();
    }
  }).listen(socketPath, () => chmodSync(socketPath, 0o666));
}
