import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { tlsOptions } from '../../../scrape/http/http-client.ts';
import { SendError } from '../send-error.ts';
import type { SendOutcome } from '../sender.ts';
import type { SenderFields } from '../sender-fields.ts';
import type { Sending } from '../sending.ts';
import { authenticate, type Credentials } from './authenticate.ts';

const IMPLICIT_TLS_PORT = 465;
const QUIET_MS = 30_000;
const METHOD = 'TRIVET';

interface Envelope {
  from: string;
  to: string[];
}

/**
 * Hands a mail to the smarthost. STARTTLS is required where nothing else is said, as by Alertmanager; what the server
 * refuses for good (5xx) is not tried again.
 *
 * Source: RFC 5321, RFC 3207, RFC 4954
 */
export async function sendByServer(sending: Sending, envelope: Envelope, mail: Buffer): Promise<SendOutcome> {
  const { fields, signal } = sending;
  const { host, port } = smarthost(fields);
  const secure = fields.flag('force_implicit_tls', 'smtp_force_implicit_tls') ?? port === IMPLICIT_TLS_PORT;
  const startTls = !secure && (fields.flag('require_tls', 'smtp_require_tls') ?? true);
  const tls = fields.tls('smtp_tls_config');
  const credentials = await credentialsOf(sending, host, secure || startTls);
  const connection = new SMTPConnection({
    host,
    port,
    secure,
    requireTLS: startTls,
    ignoreTLS: !startTls,
    name: fields.text('hello', 'smtp_hello') || 'localhost',
    tls: { ...(await tlsOptions(tls)), ...(tls.serverName ? { servername: tls.serverName } : {}) },
    connectionTimeout: QUIET_MS,
    greetingTimeout: QUIET_MS,
    socketTimeout: QUIET_MS,
    socketCloseTimeout: 0,
    maxResponseSize: 64 * 1024,
    logger: false,
    customAuth: { [METHOD]: (context) => authenticate(context, credentials as Credentials) },
  });
  const close = () => connection.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    return await told(connection, credentials, envelope, mail);
  } catch (error) {
    throw smtpFault(error, `${host}:${port}`);
  } finally {
    signal.removeEventListener('abort', close);
    connection.close();
  }
}

async function told(
  connection: SMTPConnection,
  credentials: Credentials | null,
  envelope: Envelope,
  mail: Buffer,
): Promise<SendOutcome> {
  // What is wrong between the steps comes as an event; within them it comes as their error too.
  const broken = new Promise<never>((_resolve, reject) => connection.on('error', reject));
  broken.catch(() => undefined);
  const step = <T>(run: (done: (error?: Error | null, value?: T) => void) => void): Promise<T> =>
    Promise.race([
      broken,
      new Promise<T>((resolve, reject) => {
        run((error, value) => (error ? reject(error) : resolve(value as T)));
      }),
    ]);
  await step<void>((done) => connection.connect(done));
  if (credentials && connection.allowsAuth) {
    await step<boolean>((done) =>
      connection.login({ method: METHOD, user: credentials.username, pass: '-' }, done),
    );
  }
  const info = await step<{ rejected: string[] }>((done) => connection.send(envelope, mail, done));
  connection.quit();
  if (info.rejected.length === 0) return { ok: true };
  return {
    ok: false,
    retry: false,
    error: `the server took the mail, but not for ${info.rejected.join(', ')}`,
  };
}

function smarthost(fields: SenderFields): { host: string; port: number } {
  const text = fields.text('smarthost', 'smtp_smarthost') ?? '';
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  if (!match)
    throw new SendError(`smarthost: expected host:port, not ${JSON.stringify(text)}`, { retry: false });
  return { host: match[1] ?? match[2] ?? '', port: Number(match[3]) };
}

async function credentialsOf(
  sending: Sending,
  host: string,
  encrypted: boolean,
): Promise<Credentials | null> {
  const username = sending.fields.text('auth_username', 'smtp_auth_username') ?? '';
  if (username === '') return null;
  return {
    username,
    password: await sending.optionalSecret('auth_password', 'smtp_auth_password'),
    secret: await sending.optionalSecret('auth_secret', 'smtp_auth_secret'),
    identity: sending.fields.text('auth_identity', 'smtp_auth_identity') ?? '',
    mayTell: encrypted || /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host),
  };
}

interface SmtpFault {
  responseCode?: number;
  response?: string;
  code?: string;
}

/** Beyond 500 the server has said no for good. */
function smtpFault(error: unknown, server: string): Error {
  if (!(error instanceof Error) || error instanceof SendError) return error as Error;
  const { responseCode, code } = error as SmtpFault;
  const advice =
    code === 'ETLS' && !responseCode
      ? ' (require_tls: false sends without, tls_config says whom to trust)'
      : '';
  return new SendError(`${server}: ${error.message}${advice}`, {
    retry: !responseCode || responseCode < 500,
  });
}
