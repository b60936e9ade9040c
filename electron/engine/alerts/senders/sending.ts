import type { GoMap } from '../../../../shared/go-template/values.ts';
import type { Secret } from '../../scrape/config/http-client-config.ts';
import { HttpClient } from '../../scrape/http/http-client.ts';
import { secretText } from '../../scrape/http/secrets.ts';
import { storedSecretName } from '../secrets/stored-secret.ts';
import { type Answer, readAnswer } from './answer.ts';
import { type Message, messageOf } from './message.ts';
import { SendError } from './send-error.ts';
import type { Notification, SenderSurroundings } from './sender.ts';
import type { SenderFields } from './sender-fields.ts';
import type { NotificationTemplates } from './templates/notification-templates.ts';
import { templateData } from './templates/template-data.ts';

const HIDDEN = '<secret>';

interface SendingParts {
  notification: Notification;
  fields: SenderFields;
  around: SenderSurroundings;
  templates: NotificationTemplates;
  signal: AbortSignal;
  kept: Map<string, string>;
}

export interface PostOptions {
  method?: string;
  headers?: Record<string, string>;
}

/** One attempt to tell somebody: what is told, by which fields, and every secret that was looked at on the way. */
export class Sending {
  readonly notification: Notification;
  readonly fields: SenderFields;
  readonly around: SenderSurroundings;
  readonly signal: AbortSignal;
  readonly message: Message;
  /** What the sender remembers between its attempts. */
  readonly kept: Map<string, string>;
  readonly #templates: NotificationTemplates;
  readonly #data: GoMap;
  readonly #seen = new Set<string>();

  constructor({ notification, fields, around, templates, signal, kept }: SendingParts) {
    this.notification = notification;
    this.fields = fields;
    this.around = around;
    this.signal = signal;
    this.kept = kept;
    this.#templates = templates;
    this.message = messageOf(notification);
    this.#data = templateData(this.message);
  }

  /** A template carried out for what is told. @throws TemplateError */
  expand(template: string): string {
    return this.#templates.text(template, this.#data, this.message.nowMs);
  }

  /** As expand(), for a page. @throws TemplateError */
  expandHtml(template: string): string {
    return this.#templates.html(template, this.#data, this.message.nowMs);
  }

  /** A field's text carried out as a template. @param standard stands where the field is not given */
  text(key: string, standard = '', fields = this.fields): string {
    return this.expand(fields.text(key) ?? standard);
  }

  /** @throws SendError where it is not given or cannot be read */
  async secret(key: string, inherited?: string): Promise<string> {
    const secret = this.fields.secret(key, inherited);
    if (!secret) throw new SendError(`${key} is not given`, { retry: false });
    return this.#read(secret, key);
  }

  /** As secret(), for what need not be there. */
  async optionalSecret(key: string, inherited?: string): Promise<string | undefined> {
    const secret = this.fields.secret(key, inherited);
    return secret && this.#read(secret, key);
  }

  /** What must never be told, whatever it stands in, also as receivers may say it back. */
  hide(secret: string): void {
    const whole = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
    for (const shape of [...whole, Buffer.from(secret).toString('base64'), ...pathsOf(secret)]) {
      if (shape.trim() !== '') this.#seen.add(shape);
    }
  }

  /** A text without the secrets of this attempt. */
  redacted(text: string): string {
    const longestFirst = [...this.#seen].sort((a, b) => b.length - a.length);
    return longestFirst.reduce((result, secret) => result.replaceAll(secret, HIDDEN), text);
  }

  /** Posts JSON. @throws Error where nothing answers; the answer's status is the caller's to judge */
  async post(address: string, body: unknown, options: PostOptions = {}): Promise<Answer> {
    return this.request(address, JSON.stringify(body), {
      ...options,
      headers: { 'content-type': 'application/json', ...options.headers },
    });
  }

  async request(
    address: string,
    body: string,
    { method = 'POST', headers = {} }: PostOptions,
  ): Promise<Answer> {
    if (!/^https?:/i.test(address) || !URL.canParse(address)) {
      throw new SendError('the address is no http or https URL', { retry: false });
    }
    const url = new URL(address);
    const credentials = userInfo(url);
    const client = new HttpClient({
      client: await this.#client(),
      userAgent: 'Trivet',
      resolve: () => [],
    });
    try {
      const request = { method, headers: { ...credentials, ...headers }, body, signal: this.signal };
      return await readAnswer(await client.request(url, request), url.host, this.around.now());
    } finally {
      client.dispose();
    }
  }

  /** Secrets of the HTTP client are read first, so that nothing tells them. */
  async #client() {
    const config = this.fields.httpClient();
    const { basicAuth, authorization, headers } = config;
    const read = async (secret: Secret): Promise<Secret> => ({
      text: await this.#read(secret, 'http_config'),
    });
    return {
      ...config,
      basicAuth: basicAuth && { ...basicAuth, password: await read(basicAuth.password) },
      authorization: authorization && {
        ...authorization,
        credentials: await read(authorization.credentials),
      },
      headers: await Promise.all(
        headers.map(async ({ name, values }) => ({ name, values: await Promise.all(values.map(read)) })),
      ),
    };
  }

  async #read(secret: Secret, key: string): Promise<string> {
    const text = await secretText(secret).catch((error: unknown) => {
      throw new SendError(`${key}: ${error instanceof Error ? error.message : String(error)}`, {
        retry: true,
      });
    });
    const name = storedSecretName(text);
    const value = name === undefined ? text : await this.around.secret(name);
    if (value === null) {
      throw new SendError(`${key}: no secret is kept under the name ${name}`, { retry: false });
    }
    const expanded = value.includes('{{') ? this.expand(value) : value;
    this.hide(value);
    this.hide(expanded);
    return expanded;
  }
}

/** What is secret of an address, as it is written and as it is meant; a path that says nothing is none. */
function pathsOf(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const { pathname, search } = new URL(address);
  const path = pathname + search;
  if (path.length <= 8) return [];
  return [path, safelyDecoded(path)];
}

function safelyDecoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // Escapes that are no UTF-8 are said back as they stand.
    return path;
  }
}

/** What stands before the host goes into the header where it belongs, as browsers and Go do. */
function userInfo(url: URL): Record<string, string> {
  if (url.username === '' && url.password === '') return {};
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return { authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
}
