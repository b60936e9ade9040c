import { answeredJson, judged } from '../answer.ts';
import { cut, groupHash } from '../message.ts';
import type { SendOutcome } from '../sender.ts';
import type { SenderKind } from '../sender-kind.ts';
import type { Sending } from '../sending.ts';

const V2 = 'https://events.pagerduty.com/v2/enqueue';
const V1 = 'https://events.pagerduty.com/generic/2010-04-15/create_event.json';
/** Of the whole event; developer.pagerduty.com/docs/events-api-v2-overview, "Size limits" */
const MOST_BYTES = 512_000;
const MOST_SUMMARY = 1024;

const DETAILS: Readonly<Record<string, string>> = {
  firing: '{{ template "pagerduty.default.instances" .Alerts.Firing }}',
  resolved: '{{ template "pagerduty.default.instances" .Alerts.Resolved }}',
  num_firing: '{{ .Alerts.Firing | len }}',
  num_resolved: '{{ .Alerts.Resolved | len }}',
};

/** What rules call their severities, as the four that PagerDuty knows. */
const SEVERITIES: Readonly<Record<string, readonly string[]>> = {
  critical: ['critical', 'crit', 'fatal', 'emergency', 'emerg', 'alert', 'disaster', 'page', 'p1', 'sev1'],
  error: ['error', 'err', 'major', 'high', 'severe', 'p2', 'sev2'],
  warning: ['warning', 'warn', 'minor', 'medium', 'ticket', 'p3', 'sev3'],
  info: [
    'info',
    'information',
    'informational',
    'notice',
    'low',
    'debug',
    'none',
    'ok',
    'p4',
    'p5',
    'sev4',
    'sev5',
  ],
};

/** One of PagerDuty's severities; `error`, as Alertmanager has it, for words that nobody knows. */
export function severityOf(word: string): string {
  const known = word.trim().toLowerCase();
  return Object.keys(SEVERITIES).find((severity) => SEVERITIES[severity]?.includes(known)) ?? 'error';
}

/**
 * Events of PagerDuty: version 2 with a `routing_key`, the older one with a `service_key`.
 *
 * Source: developer.pagerduty.com/docs/send-alert-event, and /docs/events-api-v1-overview
 */
export const pagerduty: SenderKind = {
  target: (fields) => (fields.secret('routing_key') ? 'PagerDuty' : 'PagerDuty, Events API v1'),
  send: (sending) => (sending.fields.secret('routing_key') ? sendV2(sending) : sendV1(sending)),
};

async function sendV2(sending: Sending): Promise<SendOutcome> {
  const { fields, message } = sending;
  const client = sending.text('client', '{{ template "pagerduty.default.client" . }}');
  const event = {
    routing_key: await sending.secret('routing_key'),
    event_action: message.status === 'firing' ? 'trigger' : 'resolve',
    dedup_key: groupHash(message),
    client,
    client_url: sending.text('client_url', '{{ template "pagerduty.default.clientURL" . }}'),
    payload: {
      summary: summary(sending),
      source: sending.text('source') || client,
      severity: severityOf(sending.text('severity', '{{ .CommonLabels.severity }}')),
      ...given(sending, ['class', 'component', 'group']),
    },
    images: items(sending, 'images', ['src', 'alt', 'href'], 'src'),
    links: items(sending, 'links', ['href', 'text'], 'href'),
  };
  const body = (custom_details: object) => ({ ...event, payload: { ...event.payload, custom_details } });
  const address = fields.text('url', 'pagerduty_url') ?? V2;
  // Source: developer.pagerduty.com/docs/send-alert-event, "Responses": 429 is to be tried again.
  return judged(await sending.request(address, bounded(body, sending), json), { detail: errorsIn });
}

async function sendV1(sending: Sending): Promise<SendOutcome> {
  const { message } = sending;
  const isFiring = message.status === 'firing';
  const event = {
    service_key: await sending.secret('service_key'),
    event_type: isFiring ? 'trigger' : 'resolve',
    incident_key: groupHash(message),
    description: summary(sending),
    ...(isFiring
      ? {
          client: sending.text('client', '{{ template "pagerduty.default.client" . }}'),
          client_url: sending.text('client_url', '{{ template "pagerduty.default.clientURL" . }}'),
        }
      : {}),
  };
  const body = (details: object) => ({ ...event, details });
  const address = sending.fields.text('url') ?? V1;
  // Its rate limit answers 403.
  const judging = { retried: [403], detail: errorsIn };
  return judged(await sending.request(address, bounded(body, sending), json), judging);
}

const json = { headers: { 'content-type': 'application/json' } };

const summary = (sending: Sending): string =>
  cut(sending.text('description', '{{ template "pagerduty.default.description" . }}'), MOST_SUMMARY);

function given(sending: Sending, keys: readonly string[]): Record<string, string> {
  const texts = keys.map((key): [string, string] => [key, sending.text(key)]);
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}

function items(
  sending: Sending,
  list: string,
  keys: readonly string[],
  needed: string,
): Record<string, string>[] {
  const all = sending.fields
    .sections(list)
    .map((one) => Object.fromEntries(keys.map((key) => [key, sending.text(key, '', one)])));
  return all.filter((item) => item[needed] !== '');
}

/** Without its details where it would be too large: an event without them is better than none. */
function bounded(body: (details: object) => object, sending: Sending): string {
  const texts = Object.entries({ ...DETAILS, ...Object.fromEntries(sending.fields.map('details')) });
  const whole = JSON.stringify(
    body(Object.fromEntries(texts.map(([name, text]) => [name, sending.expand(text)]))),
  );
  if (Buffer.byteLength(whole) <= MOST_BYTES) return whole;
  return JSON.stringify(
    body({ error: `The details were left out: the event was larger than ${MOST_BYTES} bytes` }),
  );
}

/** `{"status":"invalid event","message":"…","errors":["…"]}` */
function errorsIn(body: string): string | undefined {
  const answer = answeredJson(body);
  if (!answer || typeof answer !== 'object' || !('message' in answer)) return undefined;
  const errors = 'errors' in answer && Array.isArray(answer.errors) ? answer.errors : [];
  return [answer.message, ...errors].join(': ');
}
