import addressparser from 'nodemailer/lib/addressparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import { groupHash } from '../message.ts';
import { SendError } from '../send-error.ts';
import type { SenderKind } from '../sender-kind.ts';
import type { Sending } from '../sending.ts';
import { sendByServer } from '../smtp/send-by-server.ts';

/** Headers that say what the composer is told by names of its own. */
const OWN_HEADERS = new Set(['subject', 'from', 'to', 'date', 'message-id', 'mime-version', 'content-type']);

/** An e-mail by a smarthost. Source: prometheus.io/docs/alerting/latest/configuration, email_config */
export const email: SenderKind = {
  target: (fields) => fields.text('to') ?? '',
  async send(sending) {
    const from = addresses('from', sending.expand(sending.fields.text('from', 'smtp_from') ?? ''));
    const to = addresses('to', sending.text('to'));
    const [sender, ...others] = from;
    if (sender === undefined || others.length > 0) {
      throw new SendError('from: expected exactly one address', { retry: false });
    }
    const mail = await compose(sending);
    return sendByServer(sending, { from: sender, to }, mail);
  },
};

function addresses(field: string, text: string): string[] {
  const found = addressparser(text, { flatten: true }).map(({ address }) => address);
  const bad = found.find((address) => !/^[^\s@<>]+@[^\s@<>]+$/.test(address));
  if (bad === undefined && found.length > 0) return found;
  throw new SendError(`${field}: expected addresses, not ${JSON.stringify(bad || text)}`, { retry: false });
}

async function compose(sending: Sending): Promise<Buffer> {
  const { fields } = sending;
  const headers = [...fields.map('headers')].map(([name, text]) => ({
    name,
    // A line of its own would be a header of its own.
    value: sending.expand(text).replace(/[\r\n]+/g, ' '),
  }));
  const header = (name: string) => headers.find((one) => one.name.toLowerCase() === name)?.value;
  const text = sending.text('text', '{{ template "email.default.text" . }}');
  const html = sending.expandHtml(fields.text('html') ?? '{{ template "email.default.html" . }}');
  const composer = new MailComposer({
    subject: header('subject') ?? sending.expand('{{ template "email.default.subject" . }}'),
    from: header('from') ?? sending.expand(fields.text('from', 'smtp_from') ?? ''),
    to: header('to') ?? sending.text('to'),
    date: new Date(sending.around.now()),
    messageId: header('message-id'),
    headers: [
      ...headers.filter(({ name }) => !OWN_HEADERS.has(name.toLowerCase())),
      ...threading(sending),
    ].map(({ name, value }) => ({ key: name, value })),
    ...(text === '' ? {} : { text }),
    ...(html === '' ? {} : { html }),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/**
 * Every e-mail about a group answers the same one, which was never sent: programs show them as one conversation, each
 * day's on its own unless `thread_by_date: none` is set.
 *
 * Source: RFC 5256, and prometheus.io/docs/alerting/latest/configuration, `threading`
 */
function threading({ fields, message, around }: Sending): { name: string; value: string }[] {
  const section = fields.section('threading');
  if (!section?.flag('enabled')) return [];
  const day =
    section.text('thread_by_date') === 'none' ? '' : new Date(around.now()).toISOString().slice(0, 10);
  const root = `<alert-${groupHash(message).slice(0, 16)}-${day}@trivet>`;
  return [
    { name: 'References', value: root },
    { name: 'In-Reply-To', value: root },
  ];
}
