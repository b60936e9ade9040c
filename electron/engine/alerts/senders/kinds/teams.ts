import { judged } from '../answer.ts';
import { cut } from '../message.ts';
import { hostOf, type SenderKind } from '../sender-kind.ts';

/** Teams takes 28 KB in all; learn.microsoft.com/microsoftteams/limits-specifications-teams */
const MOST_TEXT = 20_000;
const MOST_TITLE = 1_000;
const THEMES = { firing: '8C1A1A', resolved: '2DC72D' };
const COLORS = { firing: 'Attention', resolved: 'Good' };

/**
 * The older card of Microsoft Teams.
 *
 * Source: learn.microsoft.com/outlook/actionable-messages/message-card-reference
 */
export const teamsCard: SenderKind = {
  target: (fields) => hostOf(fields, 'webhook_url'),
  async send(sending) {
    const answer = await sending.post(await sending.secret('webhook_url'), {
      '@context': 'https://schema.org/extensions',
      '@type': 'MessageCard',
      title: cut(sending.text('title', '{{ template "msteams.default.title" . }}'), MOST_TITLE),
      summary: cut(sending.text('summary', '{{ template "msteams.default.summary" . }}'), MOST_TITLE),
      text: cut(sending.text('text', '{{ template "msteams.default.text" . }}'), MOST_TEXT),
      themeColor: THEMES[sending.message.status],
    });
    return judged(answer);
  },
};

/**
 * The card that workflows of Microsoft Teams take.
 *
 * Source: learn.microsoft.com/connectors/teams, "When a Teams webhook request is received", and
 * adaptivecards.io/explorer
 */
export const teamsAdaptiveCard: SenderKind = {
  target: (fields) => hostOf(fields, 'webhook_url'),
  async send(sending) {
    const title = cut(sending.text('title', '{{ template "msteamsv2.default.title" . }}'), MOST_TITLE);
    const text = cut(sending.text('text', '{{ template "msteamsv2.default.text" . }}'), MOST_TEXT);
    const card = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.2',
      body: [
        {
          type: 'TextBlock',
          text: title,
          weight: 'Bolder',
          size: 'Medium',
          wrap: true,
          style: 'heading',
          color: COLORS[sending.message.status],
        },
        { type: 'TextBlock', text, wrap: true },
      ],
      msteams: { width: 'full' },
    };
    const contentType = 'application/vnd.microsoft.card.adaptive';
    const attachments = [{ contentType, contentUrl: null, content: card }];
    return judged(await sending.post(await sending.secret('webhook_url'), { type: 'message', attachments }));
  },
};
