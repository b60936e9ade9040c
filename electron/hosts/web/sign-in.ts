import { cookieSecret, randomToken, secretsEqual } from './token.ts';

/** Links handed out and not used yet; the oldest stops working when there are more. */
const MOST_LINKS = 32;

const COOKIE_MAX_AGE_S = 30 * 86_400;

/**
 * Who may come in. The token itself opens everything for programs; a browser is sent there with a link that
 * works once, for links are seen in process lists and histories, and is given a cookie in exchange.
 */
export class SignIn {
  readonly #token: string;
  readonly #cookieSecret: string;
  readonly #links: string[] = [];
  #port = 0;

  constructor(token: string) {
    this.#token = token;
    this.#cookieSecret = cookieSecret(token);
  }

  /** Cookies of one host are shared by all its ports, so the name has to hold the port. */
  setPort(port: number): void {
    this.#port = port;
  }

  /** A fresh value for `?token=` that works once. */
  createLink(): string {
    const link = randomToken();
    this.#links.push(link);
    if (this.#links.length > MOST_LINKS) this.#links.shift();
    return link;
  }

  /** The Set-Cookie value for what stood in `?token=`; null when it is neither the token nor an unused link. */
  redeem(value: string): string | null {
    const link = this.#links.findIndex((known) => secretsEqual(known, value));
    if (link >= 0) this.#links.splice(link, 1);
    else if (!secretsEqual(value, this.#token)) return null;
    const attributes = `Path=/; Max-Age=${COOKIE_MAX_AGE_S}; HttpOnly; SameSite=Strict`;
    return `trivet_${this.#port}=${this.#cookieSecret}; ${attributes}`;
  }

  /** True for a request that carries the token (Bearer, or password of Basic) or the browser's cookie. */
  allows(headers: { authorization?: string | undefined; cookie?: string | undefined }): boolean {
    return this.carriesToken(headers.authorization) || this.#carriesCookie(headers.cookie);
  }

  carriesToken(authorization: string | undefined): boolean {
    const [, scheme, value] = /^(bearer|basic) +(\S+)$/i.exec(authorization ?? '') ?? [];
    if (!scheme || !value) return false;
    if (scheme.toLowerCase() === 'bearer') return secretsEqual(value, this.#token);
    const decoded = Buffer.from(value, 'base64').toString('utf8');
    return secretsEqual(decoded.slice(decoded.indexOf(':') + 1), this.#token);
  }

  #carriesCookie(header: string | undefined): boolean {
    const name = `trivet_${this.#port}=`;
    return (header ?? '')
      .split(';')
      .map((part) => part.trim())
      .some((part) => part.startsWith(name) && secretsEqual(part.slice(name.length), this.#cookieSecret));
  }
}
