import { answeredJson, judged } from '../answer.ts';
import { cut } from '../message.ts';
import type { SenderKind } from '../sender-kind.ts';
import type { Sending } from '../sending.ts';

/** Source: pushover.net/api#limits */
const MOST = { title: 250, message: 1024, url: 512, urlTitle: 100 };
const RETRY_MS = 60_000;
const EXPIRE_MS = 3_600_000;

/** Pushover's message API. Source: pushover.net/api#messages */
export const pushoverAt = (address: string): SenderKind => ({
  target: () => 'Pushover',
  async send(sending) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = await parameters(sending);
    return judged(await sending.request(address, body.toString(), { headers }), { detail: errorsIn });
  },
});

/** In the body, for addresses stand in logs. */
async function parameters(sending: Sending): Promise<URLSearchParams> {
  const { fields } = sending;
  const isHtml = fields.flag('html') ?? false;
  const template = fields.text('message') ?? '{{ template "pushover.default.message" . }}';
  const message = (isHtml ? sending.expandHtml(template) : sending.expand(template)).trim();
  const seconds = (key: string, standard: number) =>
    String(Math.trunc((fields.number(key) ?? standard) / 1000));
  const given: Record<string, string> = {
    token: await sending.secret('token'),
    user: await sending.secret('user_key'),
    title: cut(sending.text('title', '{{ template "pushover.default.title" . }}'), MOST.title),
    // An empty one is refused.
    message: cut(message, MOST.message) || '(no details)',
    url: cut(sending.text('url', '{{ template "pushover.default.url" . }}'), MOST.url),
    url_title: cut(sending.text('url_title'), MOST.urlTitle),
    priority: sending.text('priority', '{{ if eq .Status "firing" }}2{{ else }}0{{ end }}'),
    retry: seconds('retry', RETRY_MS),
    expire: seconds('expire', EXPIRE_MS),
    device: sending.text('device'),
    sound: sending.text('sound'),
    html: isHtml ? '1' : '',
    monospace: fields.flag('monospace') ? '1' : '',
    ttl: fields.number('ttl') ? seconds('ttl', 0) : '',
  };
  return new URLSearchParams(Object.entries(given).filter(([, value]) => value !== ''));
}

/** `{"status":0,"errors":["application token is invalid"]}` */
function errorsIn(body: string): string | undefined {
  const answer = answeredJson(body);
  const errors = answer && typeof answer === 'object' && 'errors' in answer ? answer.errors : undefined;
  return Array.isArray(errors) ? errors.join(', ') : undefined;
}
