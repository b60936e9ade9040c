import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { tempDir } from '../../../temp-dir.ts';
import { MailServer, selfSigned } from './mail-server.ts';
import { notification, resolved } from './sample-notification.ts';
import { senderFor, sent } from './sender-of.ts';

const USER = 'me';
const PASSWORD = 'pa ss"word';

let identity: { key: string; cert: string };
beforeAll(() => {
  identity = selfSigned();
});

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});
afterAll(() => expect(open).toEqual([]));

async function server(options: Parameters<typeof MailServer.open>[0] = {}): Promise<MailServer> {
  const mails = await MailServer.open({ ...identity, ...options });
  open.push(mails);
  return mails;
}

/** As a file names its mail server, trusting the test's certificate. */
function entry(mails: { port: number }, more = ''): string {
  const ca = join(tempDir(), 'ca.pem');
  writeFileSync(ca, identity.cert);
  return `to: ops@example.com\nfrom: Trivet <trivet@example.com>\nsmarthost: 127.0.0.1:${mails.port}\ntls_config: { ca_file: ${ca} }\n${more}`;
}

const plain = (mails: { port: number }, more = '') => entry(mails, `require_tls: false\n${more}`);

const header = (text: string, name: string): string | undefined =>
  new RegExp(`^${name}: ((?:.*)(?:\\r\\n[ \\t].*)*)`, 'im').exec(text)?.[1]?.replace(/\r\n\s+/g, ' ');

/** RFC 3207, RFC 5321 */
describe('a mail', () => {
  test('goes over TLS, which is started before anything is told, with a page and its text', async () => {
    const mails = await server();
    expect(await sent(senderFor('email_configs', entry(mails)))).toEqual({ ok: true });
    const [mail] = mails.mails;
    expect(mail).toMatchObject({
      from: 'trivet@example.com',
      to: ['ops@example.com'],
      secure: true,
      hello: 'localhost',
    });
    const text = mail?.text ?? '';
    expect(header(text, 'Subject')).toBe("[FIRING:2] High (it's +1 page)");
    expect(header(text, 'From')).toBe('Trivet <trivet@example.com>');
    expect(header(text, 'To')).toBe('ops@example.com');
    expect(header(text, 'Message-ID')).toMatch(/^<[^@\s]+@[^@\s]+>$/);
    expect(header(text, 'Date')).toBeDefined();
    expect(header(text, 'Content-Type')).toMatch(/^multipart\/alternative/);
    expect(text.indexOf('text/plain')).toBeLessThan(text.indexOf('text/html'));
  });

  test('is not sent without TLS where none is offered, unless that is allowed', async () => {
    const mails = await server({ disabledCommands: ['STARTTLS'] });
    const refused = await sent(senderFor('email_configs', entry(mails)));
    expect(refused).toMatchObject({ ok: false });
    expect((refused as { error: string }).error).toMatch(/STARTTLS/i);
    expect(mails.mails).toEqual([]);
    expect(await sent(senderFor('email_configs', plain(mails)))).toEqual({ ok: true });
    expect(mails.mails[0]?.secure).toBe(false);
  });

  test('is not handed to a server whose certificate nobody knows', async () => {
    const mails = await server();
    const unknown = senderFor('email_configs', entry(mails).replace(/tls_config.*/, ''));
    expect(await sent(unknown)).toMatchObject({ ok: false, error: expect.stringMatching(/self.signed/) });
    expect(mails.mails).toEqual([]);
    const careless = entry(mails).replace(/tls_config.*/, 'tls_config: { insecure_skip_verify: true }');
    expect(await sent(senderFor('email_configs', careless))).toEqual({ ok: true });
  });

  test('goes over TLS from the start where that is asked for', async () => {
    const mails = await server({ secure: true });
    expect(await sent(senderFor('email_configs', entry(mails, 'force_implicit_tls: true')))).toEqual({
      ok: true,
    });
    expect(mails.mails[0]?.secure).toBe(true);
  });

  test('has the texts and headers that are given, and a name to greet with', async () => {
    const mails = await server();
    const more = `hello: laptop.example
html: '<b>{{ .CommonAnnotations.summary }}</b>'
text: 'plain {{ .Status }}'
headers:
  subject: "{{ .Status }} ü"
  Reply-To: r@example.com
  X-Group: "{{ .GroupLabels.alertname }}\\r\\nBcc: x@example.com"`;
    await sent(senderFor('email_configs', entry(mails, more)));
    const [mail] = mails.mails;
    const text = mail?.text ?? '';
    expect(mail?.hello).toBe('laptop.example');
    expect(mail?.to).toEqual(['ops@example.com']);
    expect(header(text, 'Subject')).toMatch(/^=\?UTF-8\?Q\?firing_=C3=BC\?=$/i);
    expect(header(text, 'Reply-To')).toBe('r@example.com');
    expect(header(text, 'X-Group')).toBe('High Bcc: x@example.com');
    expect(header(text, 'Bcc')).toBeUndefined();
    expect(text).toContain('plain firing');
    expect(text.replace(/=\r\n/g, '').replaceAll('=3D', '=')).toContain(
      '<b>CPU &amp; &#34;memory&#34; of &lt;api&gt;</b>',
    );
  });

  test('takes from the global section what it does not say itself, and goes to all of its addresses', async () => {
    const mails = await server();
    const ca = /ca_file: (\S+)/.exec(entry(mails))?.[1];
    const global = `smtp_smarthost: localhost:${mails.port}
smtp_from: g@example.com
smtp_hello: g.example
smtp_tls_config: { ca_file: ${ca} }`;
    await sent(senderFor('email_configs', "to: 'a@example.com, B <b@example.com>'", { global }));
    expect(mails.mails[0]).toMatchObject({
      from: 'g@example.com',
      to: ['a@example.com', 'b@example.com'],
      hello: 'g.example',
      secure: true,
    });
  });

  test('of one group is in one conversation, and of another in another', async () => {
    const mails = await server();
    const sender = senderFor(
      'email_configs',
      entry(mails, 'threading: { enabled: true, thread_by_date: none }'),
    );
    await sent(sender);
    await sent(sender, resolved());
    await sent(sender, notification({ groupKey: 'other' }));
    const roots = mails.mails.map(({ text }) => header(text, 'References'));
    expect(roots[0]).toMatch(/^<alert-[0-9a-f]{16}-@trivet>$/);
    expect(roots[1]).toBe(roots[0]);
    expect(roots[2]).not.toBe(roots[0]);
    expect(mails.mails.map(({ text }) => header(text, 'In-Reply-To'))).toEqual(roots);
  });
});

/** RFC 4616 (PLAIN), RFC 2195 (CRAM-MD5), RFC 4954 */
describe('a server that asks who is there', () => {
  const asking = (method: string): Promise<MailServer> =>
    server({
      authOptional: false,
      authMethods: [method],
      onAuth: (auth, _session, done) => {
        const isKnown =
          auth.username === USER &&
          (auth.method === 'CRAM-MD5' ? auth.validatePassword(PASSWORD) : auth.password === PASSWORD);
        if (isKnown) done(null, { user: auth.method });
        else done(new Error(`not you, ${auth.username} with ${auth.password}`));
      },
    });
  const quoted = JSON.stringify(PASSWORD);

  test.each([
    ['PLAIN', `auth_password: ${quoted}`],
    ['LOGIN', `auth_password: ${quoted}`],
    ['CRAM-MD5', `auth_secret: ${quoted}`],
  ])('by %s is told', async (method, secret) => {
    const mails = await asking(method);
    const sender = senderFor('email_configs', entry(mails, `auth_username: ${USER}\n${secret}`));
    expect(await sent(sender)).toEqual({ ok: true });
    expect(mails.mails[0]?.user).toBe(method);
  });

  test('and does not know who it is, is not asked again, and nothing tells the password', async () => {
    const mails = await asking('PLAIN');
    const sender = senderFor(
      'email_configs',
      entry(mails, `auth_username: ${USER}\nauth_password: wrong-one`),
    );
    const outcome = await sent(sender);
    expect(outcome).toMatchObject({ ok: false, retry: false });
    expect(JSON.stringify(outcome)).toContain('not you, me with <secret>');
    expect(JSON.stringify(outcome)).not.toContain('wrong-one');
  });

  test('by what there is no secret for is told so', async () => {
    const mails = await asking('CRAM-MD5');
    const sender = senderFor('email_configs', entry(mails, `auth_username: ${USER}\nauth_password: x`));
    expect(await sent(sender)).toMatchObject({
      ok: false,
      retry: false,
      error: expect.stringContaining('no password or secret is given for what the server offers: CRAM-MD5'),
    });
  });
});

/** Answers by the first word of what it is told; a function may do what it likes with the connection. */
async function scripted(
  answers: Record<string, string | ((socket: Socket) => void)>,
): Promise<{ port: number; said: string[] }> {
  const said: string[] = [];
  const sockets = new Set<Socket>();
  const listening: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    const react = (word: string) => {
      const answer = answers[word] ?? '250 ok';
      if (typeof answer === 'string') socket.write(`${answer}\r\n`);
      else answer(socket);
    };
    react('connect');
    socket.on('data', (data) => {
      for (const line of data.toString().split('\r\n').filter(Boolean)) {
        said.push(line);
        react(line.split(' ')[0] ?? '');
      }
    });
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  open.push({
    close: async () => {
      for (const socket of sockets) socket.destroy();
      listening.close();
      await once(listening, 'close');
    },
  });
  return { port: (listening.address() as AddressInfo).port, said };
}

describe('a server that fails', () => {
  const greeting = { connect: '220 here', EHLO: '250 here' };

  test.each([
    ['at the greeting', { connect: (socket: Socket) => socket.destroy() }],
    ['at the sender', { ...greeting, MAIL: (socket: Socket) => socket.destroy() }],
    ['in the middle of the mail', { ...greeting, DATA: (socket: Socket) => socket.end('354 go') }],
  ])('by dropping the connection %s is asked again', async (_when, answers) => {
    expect(await sent(senderFor('email_configs', plain(await scripted(answers))))).toMatchObject({
      ok: false,
      retry: true,
    });
  });

  test.each([
    ['451 later', true],
    ['550 never', false],
  ])('with %s is asked again: %s', async (answer, retry) => {
    const outcome = await sent(
      senderFor('email_configs', plain(await scripted({ ...greeting, RCPT: answer }))),
    );
    expect(outcome).toMatchObject({ ok: false, retry });
    expect((outcome as { error: string }).error).toContain(answer);
  });

  test('by saying nothing is left when the time is up', async () => {
    const silent = await scripted({ connect: () => undefined });
    const stop = new AbortController();
    const outcome = sent(senderFor('email_configs', plain(silent)), notification(), stop.signal);
    stop.abort(new Error('the time is up'));
    expect(await outcome).toEqual({ ok: false, retry: true, error: 'the time is up' });
  });

  test('is not told a password in the clear', async () => {
    // Nothing but this machine itself may read what is not encrypted; the address is one of another.
    const told = await scripted({ ...greeting, EHLO: '250-here\r\n250 AUTH PLAIN' });
    const text = plain(told, `auth_username: ${USER}\nauth_password: secret-one`);
    const elsewhere = text.replace(/127\.0\.0\.1(:\d+)/, '"[::ffff:127.0.0.1]$1"');
    const outcome = await sent(senderFor('email_configs', elsewhere));
    expect(outcome).toMatchObject({ ok: false, retry: false });
    expect(told.said.join()).not.toContain('AUTH');
  });
});

test.each([
  ['to: nobody', /to: expected addresses, not "nobody"/],
  ["to: '{{ .CommonLabels.x }}'", /to: expected addresses/],
  ["to: a@b.c\nfrom: 'a@b.c, d@e.f'", /from: expected exactly one address/],
  ['to: a@b.c\nsmarthost: nothing', /smarthost: expected host:port, not "nothing"/],
  ["to: a@b.c\ntext: '{{ .Nope }}'", /can't evaluate field Nope/],
])('%s is a fault that stays', async (text, message) => {
  const global = 'smtp_smarthost: localhost:1\nsmtp_from: t@example.com';
  const outcome = await sent(senderFor('email_configs', text, { global }));
  expect(outcome).toMatchObject({ ok: false, retry: false, error: expect.stringMatching(message) });
});
