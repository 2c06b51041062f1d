// An identity provider of others (npm: oidc-provider), on this computer: whoever signs in as NAME has
// the address NAME@x.test. Usage: node idp.mjs PORT REDIRECT_URI CLIENT_SECRET
import Provider from 'oidc-provider';

const [port, redirectUri, secret] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'curule',
      client_secret: secret,
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  pkce: { required: () => true },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['given_name'] },
  cookies: { keys: ['of-no-value'] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      email: `${id}@x.test`,
      email_verified: id !== 'unproved',
      given_name: id,
    }),
  }),
});

provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
