import { answeredJson, judged } from '../answer.ts';
import { cut, groupHash } from '../message.ts';
import type { SendOutcome } from '../sender.ts';
import type { SenderFields } from '../sender-fields.ts';
import type { SenderKind } from '../sender-kind.ts';
import type { Sending } from '../sending.ts';

/** Source: docs.opsgenie.com/docs/alert-api#create-alert */
const MOST = { message: 130, description: 15_000, note: 25_000, tags: 20 };
const API = 'https://api.opsgenie.com/';

/** Alerts of Opsgenie, one a group by its alias. Source: docs.opsgenie.com/docs/alert-api */
export const opsgenie: SenderKind = {
  target: (fields) => apiOf(fields).host,
  async send(sending) {
    const key = await sending.secret('api_key', 'opsgenie_api_key');
    const headers = { authorization: `GenieKey ${key}` };
    for (const { path, body, method } of requests(sending)) {
      const address = new URL(path, apiOf(sending.fields)).href;
      const outcome = judged(await sending.post(address, body, { method, headers }), { detail: messageIn });
      if (!outcome.ok) return outcome;
    }
    return { ok: true } satisfies SendOutcome;
  },
};

const apiOf = (fields: SenderFields): URL =>
  new URL(`${(fields.text('api_url', 'opsgenie_api_url') ?? API).replace(/\/+$/, '')}/`);

interface Request {
  method: 'POST' | 'PUT';
  path: string;
  body: object;
}

function requests(sending: Sending): Request[] {
  const alias = groupHash(sending.message);
  const source = sending.text('source', '{{ template "opsgenie.default.source" . }}');
  const at = (what: string) => `v2/alerts/${alias}/${what}?identifierType=alias`;
  if (sending.message.status === 'resolved') return [{ method: 'POST', path: at('close'), body: { source } }];
  const created = creation(sending, alias, source);
  const all: Request[] = [{ method: 'POST', path: 'v2/alerts', body: created }];
  if (!sending.fields.flag('update_alerts')) return all;
  const { message, description } = created;
  return [
    ...all,
    { method: 'PUT', path: at('message'), body: { message } },
    { method: 'PUT', path: at('description'), body: { description } },
  ];
}

function creation(sending: Sending, alias: string, source: string) {
  const given = [...sending.fields.map('details')].map(([name, text]): [string, string] => [
    name,
    sending.expand(text),
  ]);
  const description = sending.text('description', '{{ template "opsgenie.default.description" . }}');
  const optional = {
    note: cut(sending.text('note'), MOST.note),
    priority: sending.text('priority'),
    entity: sending.text('entity'),
  };
  const lists = {
    responders: sending.fields.sections('responders').flatMap((one) => responder(sending, one)),
    tags: listed(sending.text('tags')).slice(0, MOST.tags),
    actions: listed(sending.text('actions')),
  };
  return {
    alias,
    message: cut(sending.text('message', '{{ template "opsgenie.default.message" . }}'), MOST.message),
    description: cut(description, MOST.description),
    details: Object.fromEntries([...sending.message.commonLabels, ...given]),
    source,
    ...Object.fromEntries(Object.entries(optional).filter(([, text]) => text !== '')),
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
  };
}

/** One that is made of nothing is nobody; `teams` names several. */
function responder(sending: Sending, fields: SenderFields): Record<string, string>[] {
  const entries = ['id', 'name', 'username', 'type'].map(
    (key) => [key, sending.text(key, '', fields)] as const,
  );
  const { type = '', name = '', ...others } = Object.fromEntries(entries.filter(([, text]) => text !== ''));
  if (type === 'teams') return listed(name).map((team) => ({ name: team, type: 'team' }));
  const whom = { ...others, ...(name === '' ? {} : { name }) };
  return Object.keys(whom).length === 0 ? [] : [{ ...whom, type }];
}

const listed = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** `{"message":"…"}` */
function messageIn(body: string): string | undefined {
  const answer = answeredJson(body);
  const said = answer && typeof answer === 'object' && 'message' in answer ? answer.message : undefined;
  return typeof said === 'string' ? said : undefined;
}
