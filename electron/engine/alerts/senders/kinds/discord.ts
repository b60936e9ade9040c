import { answeredJson, judged } from '../answer.ts';
import { cut } from '../message.ts';
import { hostOf, type SenderKind } from '../sender-kind.ts';

/** Source: discord.com/developers/docs/resources/message, "Embed Limits", and /resources/webhook, "Execute Webhook" */
const MOST = { title: 256, description: 4096, content: 2000, username: 80 };
const RED = 0x99_2d_22;
const GREEN = 0x2e_cc_71;

/** A webhook of Discord. Source: discord.com/developers/docs/resources/webhook, "Execute Webhook" */
export const discord: SenderKind = {
  target: (fields) => hostOf(fields, 'webhook_url'),
  async send(sending) {
    const description = sending.text('message', '{{ template "discord.default.message" . }}');
    const username = sending.text('username');
    const avatar = sending.text('avatar_url');
    const answer = await sending.post(await sending.secret('webhook_url'), {
      content: cut(sending.text('content', '{{ template "discord.default.content" . }}'), MOST.content),
      embeds: [
        {
          title: cut(sending.text('title', '{{ template "discord.default.title" . }}'), MOST.title),
          description: cut(description, MOST.description),
          color: sending.message.status === 'firing' ? RED : GREEN,
        },
      ],
      // What labels say must not call everybody.
      allowed_mentions: {
        parse: sending.fields.text('content') === undefined ? [] : ['roles', 'users', 'everyone'],
      },
      ...(username === '' ? {} : { username: cut(username, MOST.username) }),
      ...(avatar === '' ? {} : { avatar_url: avatar }),
    });
    return judged(answer, { detail: messageIn });
  },
};

/** `{"message": "…", "code": 50035}` */
function messageIn(body: string): string | undefined {
  const answer = answeredJson(body);
  const said = answer && typeof answer === 'object' && 'message' in answer ? answer.message : undefined;
  return typeof said === 'string' ? said : undefined;
}
