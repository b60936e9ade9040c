import { readFile } from 'node:fs/promises';
import { type Answer, answeredJson, judged } from '../answer.ts';
import { cut } from '../message.ts';
import { SendError } from '../send-error.ts';
import type { SendOutcome } from '../sender.ts';
import type { SenderKind } from '../sender-kind.ts';
import type { Sending } from '../sending.ts';

/** Characters of a message once its marks are read. Source: core.telegram.org/bots/api#sendmessage */
const MOST_TEXT = 4096;
const API = 'https://api.telegram.org';
const MODES = new Set(['HTML', 'Markdown', 'MarkdownV2']);

/** A bot of Telegram. Source: core.telegram.org/bots/api#sendmessage */
export const telegram: SenderKind = {
  target: (fields) => `chat ${fields.number('chat_id') ?? 'from a file'}`,
  async send(sending) {
    const { fields } = sending;
    const token = await sending.secret('bot_token', 'telegram_bot_token');
    const api = (fields.text('api_url', 'telegram_api_url') ?? API).replace(/\/+$/, '');
    const thread = fields.number('message_thread_id');
    const answer = await sending.post(`${api}/bot${token}/sendMessage`, {
      chat_id: await chatOf(sending),
      ...(thread ? { message_thread_id: thread } : {}),
      ...textOf(sending),
      disable_notification: fields.flag('disable_notifications') ?? false,
      link_preview_options: { is_disabled: true },
    });
    return outcomeOf(answer);
  },
};

async function chatOf({ fields }: Sending): Promise<number> {
  const given = fields.number('chat_id');
  if (given !== undefined) return given;
  const path = fields.path('chat_id_file');
  const text = path === undefined ? '' : (await readFile(path, 'utf8')).trim();
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new SendError(`chat_id_file: expected the number of a chat in ${path}`, { retry: false });
}

/** Text with marks cannot be cut without breaking them: what is too long goes as plain text. */
function textOf(sending: Sending): { text: string; parse_mode?: string } {
  const template = sending.fields.text('message') ?? '{{ template "telegram.default.message" . }}';
  const mode = sending.fields.text('parse_mode') ?? 'HTML';
  const plain = () => ({ text: cut(sending.expand(template), MOST_TEXT) });
  if (!MODES.has(mode)) return plain();
  const text = mode === 'HTML' ? sending.expandHtml(template) : sending.expand(template);
  const seen = mode === 'HTML' ? text.replace(/<[^>]*>/g, '').replace(/&#?\w+;/g, '.') : text;
  return [...seen].length > MOST_TEXT ? plain() : { text, parse_mode: mode };
}

interface Answered {
  ok?: unknown;
  description?: unknown;
  parameters?: { retry_after?: unknown };
}

/** `{"ok":false,"error_code":429,"description":"…","parameters":{"retry_after":5}}` */
function outcomeOf(answer: Answer): SendOutcome {
  const said = answeredJson(answer.body) as Answered | undefined | null;
  const description = typeof said?.description === 'string' ? said.description : undefined;
  const outcome = judged(answer, { detail: () => description });
  if (outcome.ok) {
    if (said?.ok === true) return outcome;
    return {
      ok: false,
      retry: false,
      error: `${answer.from} did not take the message: ${description ?? 'no reason'}`,
    };
  }
  const seconds = said?.parameters?.retry_after;
  return typeof seconds === 'number' ? { ...outcome, afterMs: seconds * 1000 } : outcome;
}
