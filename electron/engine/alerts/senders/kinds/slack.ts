import { type Answer, answeredJson, judged } from '../answer.ts';
import { cut } from '../message.ts';
import type { SendOutcome } from '../sender.ts';
import type { SenderFields } from '../sender-fields.ts';
import { hostOf, type SenderKind } from '../sender-kind.ts';
import type { Sending } from '../sending.ts';

const POST = 'https://slack.com/api/chat.postMessage';
const MOST_TITLE = 1024;
/** Messages that may be changed later. */
const MOST_KEPT = 1_000;

const OPTIONAL = {
  title_link: '{{ template "slack.default.titlelink" . }}',
  pretext: '{{ template "slack.default.pretext" . }}',
  image_url: '',
  thumb_url: '',
  color: '{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}',
};

/**
 * An incoming webhook of Slack, or its Web API with an app's token.
 *
 * Source: api.slack.com/messaging/webhooks, /methods/chat.postMessage, /methods/chat.update, and
 * /reference/messaging/attachments
 */
export const slack: SenderKind = {
  target: (fields) => fields.text('channel') || hostOf(fields, 'api_url', 'slack_api_url') || 'Slack',
  async send(sending) {
    const { fields } = sending;
    const token = fields.secret('api_url')
      ? undefined
      : await sending.optionalSecret('app_token', 'slack_app_token');
    const body = request(sending);
    if (token === undefined)
      return outcomeOf(await sending.post(await sending.secret('api_url', 'slack_api_url'), body));
    return byApp(sending, body, token);
  },
};

/** With `update_message` the message that told of the group before is changed where it stands. */
async function byApp(sending: Sending, body: object, token: string): Promise<SendOutcome> {
  const { fields, kept, message } = sending;
  const post = fields.text('app_url', 'slack_app_url') ?? POST;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' };
  const known = fields.flag('update_message') ? answeredJson(kept.get(message.groupKey) ?? '') : undefined;
  const isKnown = typeof known === 'object' && known !== null;
  const address = isKnown ? post.replace(/chat\.postMessage$/, 'chat.update') : post;
  const answer = await sending.post(address, isKnown ? { ...body, ...known } : body, { headers });
  const outcome = outcomeOf(answer);
  // It may be gone: the next attempt makes a new one.
  if (!outcome.ok && isKnown) kept.delete(message.groupKey);
  if (outcome.ok && fields.flag('update_message')) remember(sending, answer);
  return outcome.ok || !isKnown ? outcome : { ...outcome, retry: true };
}

function remember({ kept, message }: Sending, answer: Answer): void {
  const said = answeredJson(answer.body) as { channel?: unknown; ts?: unknown } | null | undefined;
  const [oldest] = kept.keys();
  if (message.status === 'resolved') kept.delete(message.groupKey);
  else if (typeof said?.ts === 'string' && typeof said.channel === 'string') {
    if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(message.groupKey, JSON.stringify({ channel: said.channel, ts: said.ts }));
  }
}

function request(sending: Sending): object {
  const { fields } = sending;
  return {
    ...filled(sending, { channel: '', username: '{{ template "slack.default.username" . }}' }),
    ...filled(sending, {
      icon_emoji: '{{ template "slack.default.iconemoji" . }}',
      icon_url: '{{ template "slack.default.iconurl" . }}',
    }),
    ...(fields.text('message_text') ? { text: sending.text('message_text') } : {}),
    ...(fields.flag('link_names') ? { link_names: true } : {}),
    attachments: [attachment(sending)],
  };
}

function attachment(sending: Sending): object {
  const { fields } = sending;
  const lists = {
    fields: fieldsOf(sending),
    actions: fields.sections('actions').map((one) => action(sending, one)),
  };
  return {
    title: cut(sending.text('title', '{{ template "slack.default.title" . }}'), MOST_TITLE),
    text: sending.text('text', '{{ template "slack.default.text" . }}'),
    fallback: sending.text('fallback', '{{ template "slack.default.fallback" . }}'),
    callback_id: sending.text('callback_id', '{{ template "slack.default.callbackid" . }}'),
    footer: sending.text('footer', '{{ template "slack.default.footer" . }}'),
    ...filled(sending, OPTIONAL),
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
    mrkdwn_in: fields.texts('mrkdwn_in')?.length
      ? fields.texts('mrkdwn_in')
      : ['fallback', 'pretext', 'text'],
  };
}

const fieldsOf = (sending: Sending): object[] =>
  sending.fields.sections('fields').map((one) => ({
    title: sending.text('title', '', one),
    value: sending.text('value', '', one),
    short: one.flag('short') ?? sending.fields.flag('short_fields') ?? false,
  }));

function action(sending: Sending, fields: SenderFields): object {
  const confirm = fields.section('confirm');
  const keys = { type: '', text: '', url: '', style: '', name: '', value: '' };
  const asked = confirm && filled(sending, { title: '', text: '', ok_text: '', dismiss_text: '' }, confirm);
  return { ...filled(sending, keys, fields), ...(asked ? { confirm: asked } : {}) };
}

/** Those of the fields whose texts are not empty. */
function filled(
  sending: Sending,
  standards: Readonly<Record<string, string>>,
  fields = sending.fields,
): Record<string, string> {
  const texts = Object.entries(standards).map(([key, standard]): [string, string] => [
    key,
    sending.text(key, standard, fields),
  ]);
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}

/** The Web API says `{"ok":false,"error":"…"}` with a 200, a webhook anything but `ok`. */
function outcomeOf(answer: Answer): SendOutcome {
  const outcome = judged(answer);
  if (!outcome.ok) return outcome;
  const said = answeredJson(answer.body) as { ok?: unknown; error?: unknown } | undefined | null;
  const isOk = said && typeof said === 'object' ? said.ok === true : answer.body.trim() === 'ok';
  if (isOk) return outcome;
  const error = said && typeof said === 'object' ? String(said.error) : answer.body.slice(0, 200);
  const retry = error === 'ratelimited' || error === 'internal_error' || error === 'service_unavailable';
  return { ok: false, retry, error: `${answer.from} did not take the message: ${error}` };
}
