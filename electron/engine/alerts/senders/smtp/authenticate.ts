import { createHmac } from 'node:crypto';
import type { SMTPConnectionCustomAuthContext } from 'nodemailer/lib/smtp-connection';
import { SendError } from '../send-error.ts';

export interface Credentials {
  username: string;
  password: string | undefined;
  /** For CRAM-MD5. */
  secret: string | undefined;
  /** For whom PLAIN acts; empty for the user itself. */
  identity: string;
  /** Whether the password may be told: not where others could read along. */
  mayTell: boolean;
}

type Context = Pick<SMTPConnectionCustomAuthContext, 'authMethods' | 'sendCommand'>;

/**
 * The first of the server's mechanisms that there are credentials for: CRAM-MD5 by the secret, PLAIN and LOGIN by the
 * password.
 *
 * Source: RFC 4954, RFC 4616, RFC 2195
 * @throws SendError where the server says no, or where none fits
 */
export async function authenticate(context: Context, credentials: Credentials): Promise<void> {
  const { password, secret } = credentials;
  for (const method of context.authMethods) {
    if (method === 'CRAM-MD5' && secret !== undefined) return cramMd5(context, credentials.username, secret);
    if (method === 'PLAIN' && password !== undefined) return plain(context, credentials, password);
    if (method === 'LOGIN' && password !== undefined) return login(context, credentials, password);
  }
  const offered = context.authMethods.join(', ');
  throw new SendError(`no password or secret is given for what the server offers: ${offered}`, {
    retry: false,
  });
}

async function plain(context: Context, { identity, username, mayTell }: Credentials, password: string) {
  if (!mayTell) throw unencrypted();
  await asked(context, `AUTH PLAIN ${base64(`${identity}\0${username}\0${password}`)}`, 235);
}

async function login(context: Context, { username, mayTell }: Credentials, password: string) {
  if (!mayTell) throw unencrypted();
  await asked(context, 'AUTH LOGIN', 334);
  await asked(context, base64(username), 334);
  await asked(context, base64(password), 235);
}

async function cramMd5(context: Context, username: string, secret: string) {
  const challenge = Buffer.from(await asked(context, 'AUTH CRAM-MD5', 334), 'base64');
  const digest = createHmac('md5', secret).update(challenge).digest('hex');
  await asked(context, base64(`${username} ${digest}`), 235);
}

async function asked({ sendCommand }: Context, command: string, expected: number): Promise<string> {
  const { status, text } = await sendCommand(command);
  if (status === expected) return text;
  throw new SendError(`the server did not let us in: ${status} ${text}`, { retry: status < 500 });
}

const unencrypted = (): SendError =>
  new SendError('the password is not told over a connection without TLS', { retry: false });

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
