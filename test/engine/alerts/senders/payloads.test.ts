import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { severityOf } from '../../../../electron/engine/alerts/senders/kinds/pagerduty.ts';
import { pushoverAt } from '../../../../electron/engine/alerts/senders/kinds/pushover.ts';
import type { AlertNotice } from '../../../../shared/contract/notifications.ts';
import { Catcher } from './catcher.ts';
import { alert, NOW_MS, notification, resolved, START_MS } from './sample-notification.ts';
import { senderFor, sent } from './sender-of.ts';

let catcher: Catcher;
beforeAll(async () => {
  catcher = await Catcher.open();
});
afterAll(() => catcher.close());
beforeEach(() => catcher.clear());

const KEY = createHash('sha256').update(notification().groupKey).digest('hex');
const TITLE = "[FIRING:2] High (it's +1 page)";
const reply = (path: string, body: unknown, status = 200) =>
  catcher.replies.set(path, {
    status,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

/** prometheus.io/docs/alerting/latest/configuration, "webhook_config": the JSON of version 4 */
describe('a webhook', () => {
  test("is posted Alertmanager's JSON", async () => {
    expect(await sent(senderFor('webhook_configs', `url: ${catcher.origin}/hook?a=b`))).toEqual({ ok: true });
    const { method, path, headers, json } = catcher.only;
    expect([method, path, headers['content-type']]).toEqual(['POST', '/hook?a=b', 'application/json']);
    const labels = { alertname: 'High', instance: 'c:1', job: "it's +1", severity: 'page' };
    expect(json).toEqual({
      receiver: 'team.x',
      status: 'firing',
      alerts: [
        expect.objectContaining({ status: 'firing', endsAt: '0001-01-01T00:00:00Z' }),
        expect.objectContaining({ status: 'firing' }),
        {
          status: 'resolved',
          labels,
          annotations: { summary: 'CPU & "memory" of <api>' },
          startsAt: '2026-01-02T03:04:05.12Z',
          endsAt: '2026-01-02T03:05:05.12Z',
          generatorURL: 'http://prom.local/graph?g0.expr=up',
          fingerprint: '00000000000000ab',
        },
      ],
      groupLabels: { alertname: 'High' },
      commonLabels: { alertname: 'High', job: "it's +1", severity: 'page' },
      commonAnnotations: { summary: 'CPU & "memory" of <api>' },
      externalURL: 'http://127.0.0.1:8748',
      version: '4',
      groupKey: '{}/{team="a"}:{alertname="High"}',
      truncatedAlerts: 0,
    });
  });

  test('is told no more alerts than it takes, and how many were left out', async () => {
    await sent(senderFor('webhook_configs', `url: ${catcher.origin}/hook\nmax_alerts: 1`));
    expect(catcher.only.json).toMatchObject({
      truncatedAlerts: 2,
      alerts: [{ labels: { instance: 'a:1' } }],
    });
  });

  test('is given the address of an alert that a rule of Trivet made', async () => {
    const told = notification({ alerts: [alert({}, { generatorUrl: '/alerts?rule=r1' })] });
    await sent(senderFor('webhook_configs', `url: ${catcher.origin}/hook`), told);
    expect(catcher.only.json).toMatchObject({
      alerts: [{ generatorURL: 'http://127.0.0.1:8748/alerts?rule=r1' }],
    });
  });

  test('gets the credentials of its HTTP client, or those of its address', async () => {
    const basic = 'http_config: { basic_auth: { username: u, password: p w } }';
    await sent(senderFor('webhook_configs', `url: ${catcher.origin}/a\n${basic}`));
    await sent(
      senderFor('webhook_configs', `url: ${catcher.origin}/b`, {
        global: 'http_config: { authorization: { credentials: tok } }',
      }),
    );
    await sent(senderFor('webhook_configs', `url: http://me:pass@127.0.0.1:${catcher.port}/c`));
    expect(catcher.caught.map(({ headers }) => headers.authorization)).toEqual([
      `Basic ${Buffer.from('u:p w').toString('base64')}`,
      'Bearer tok',
      `Basic ${Buffer.from('me:pass').toString('base64')}`,
    ]);
  });
});

/** api.slack.com/messaging/webhooks, /reference/messaging/attachments, /methods/chat.postMessage, /methods/chat.update */
describe('Slack', () => {
  const hook = () => `api_url: ${catcher.origin}/services/T/B/x`;

  test('is posted one attachment by its webhook', async () => {
    catcher.replies.set('/services/T/B/x', { body: 'ok' });
    expect(await sent(senderFor('slack_configs', `${hook()}\nchannel: '#ops'`))).toEqual({ ok: true });
    expect(catcher.only.json).toEqual({
      channel: '#ops',
      username: 'Trivet',
      attachments: [
        {
          title: TITLE,
          title_link: 'http://127.0.0.1:8748/alerts',
          text: '',
          fallback: `${TITLE} | http://127.0.0.1:8748/alerts`,
          callback_id: '',
          footer: '',
          color: 'danger',
          mrkdwn_in: ['fallback', 'pretext', 'text'],
        },
      ],
    });
  });

  test('gets every field that is given, as a template', async () => {
    catcher.replies.set('/services/T/B/x', { body: 'ok' });
    const entry = `${hook()}
username: '{{ .Receiver }}'
icon_emoji: ':x:'
icon_url: http://i/i.png
link_names: true
message_text: 'said {{ .Status }}'
color: '{{ if eq .CommonLabels.severity "page" }}#f00{{ end }}'
pretext: p
text: 't {{ len .Alerts }}'
callback_id: c
footer: f
image_url: http://i/a
thumb_url: http://i/b
mrkdwn_in: [text]
short_fields: true
fields:
- { title: '{{ .Status }}', value: v }
- { title: b, value: w, short: false }
actions:
- { type: button, text: Run, url: 'http://r/{{ .Status }}', style: danger, confirm: { title: Sure, text: really, ok_text: y, dismiss_text: n } }`;
    await sent(senderFor('slack_configs', entry));
    const { attachments, ...message } = catcher.only.json;
    expect(message).toEqual({
      username: 'team\\.x',
      icon_emoji: ':x:',
      icon_url: 'http://i/i.png',
      link_names: true,
      text: 'said firing',
    });
    expect((attachments as object[])[0]).toMatchObject({
      color: '#f00',
      pretext: 'p',
      text: 't 3',
      callback_id: 'c',
      footer: 'f',
      image_url: 'http://i/a',
      thumb_url: 'http://i/b',
      mrkdwn_in: ['text'],
      fields: [
        { title: 'firing', value: 'v', short: true },
        { title: 'b', value: 'w', short: false },
      ],
      actions: [
        {
          type: 'button',
          text: 'Run',
          url: 'http://r/firing',
          style: 'danger',
          confirm: { title: 'Sure', text: 'really', ok_text: 'y', dismiss_text: 'n' },
        },
      ],
    });
  });

  test('as an app posts with its token, and changes the message that told of the group before', async () => {
    const entry = `app_token: xoxb-1\napp_url: ${catcher.origin}/api/chat.postMessage\nchannel: ops\nupdate_message: true`;
    const sender = senderFor('slack_configs', entry);
    reply('/api/chat.postMessage', { ok: true, channel: 'C1', ts: '171.5' });
    reply('/api/chat.update', { ok: true, channel: 'C1', ts: '171.5' });
    expect(await sent(sender)).toEqual({ ok: true });
    expect(await sent(sender, resolved())).toEqual({ ok: true });
    expect(await sent(sender)).toEqual({ ok: true });
    expect(catcher.caught.map(({ path }) => path)).toEqual([
      '/api/chat.postMessage',
      '/api/chat.update',
      '/api/chat.postMessage',
    ]);
    const [first, second] = catcher.caught;
    expect(first?.headers.authorization).toBe('Bearer xoxb-1');
    expect(JSON.parse(second?.body ?? '')).toMatchObject({ channel: 'C1', ts: '171.5' });
  });

  test('that says no with a 200 has said no', async () => {
    reply('/services/T/B/x', { ok: false, error: 'channel_not_found' });
    expect(await sent(senderFor('slack_configs', hook()))).toEqual({
      ok: false,
      retry: false,
      error: `127.0.0.1:${catcher.port} did not take the message: channel_not_found`,
    });
    reply('/services/T/B/x', { ok: false, error: 'ratelimited' });
    expect(await sent(senderFor('slack_configs', hook()))).toMatchObject({ ok: false, retry: true });
    catcher.replies.set('/services/T/B/x', { body: 'no_service' });
    expect(await sent(senderFor('slack_configs', hook()))).toMatchObject({ ok: false, retry: false });
  });
});

/** developer.pagerduty.com/docs/send-alert-event (v2) and /docs/events-api-v1-overview */
describe('PagerDuty', () => {
  const entry = (more = '') => `routing_key: rk\nurl: ${catcher.origin}/v2/enqueue\n${more}`;

  test('is sent a trigger with details, severity and the key of the group', async () => {
    catcher.replies.set('/v2/enqueue', { status: 202, body: '{"status":"success"}' });
    const more = `class: c
component: '{{ .CommonLabels.alertname }}'
group: g
details: { runbook: 'http://r/{{ .Status }}' }
images: [{ src: 'http://i/{{ .Status }}', alt: a, href: h }, { alt: no source }]
links: [{ href: 'http://l', text: t }, { text: nowhere }]`;
    expect(await sent(senderFor('pagerduty_configs', entry(more)))).toEqual({ ok: true });
    expect(catcher.only.json).toEqual({
      routing_key: 'rk',
      event_action: 'trigger',
      dedup_key: KEY,
      client: 'Trivet',
      client_url: 'http://127.0.0.1:8748/alerts',
      payload: {
        summary: TITLE,
        source: 'Trivet',
        severity: 'critical',
        class: 'c',
        component: 'High',
        group: 'g',
        custom_details: {
          firing: expect.stringContaining('instance = a:1'),
          resolved: expect.stringContaining('instance = c:1'),
          num_firing: '2',
          num_resolved: '1',
          runbook: 'http://r/firing',
        },
      },
      images: [{ src: 'http://i/firing', alt: 'a', href: 'h' }],
      links: [{ href: 'http://l', text: 't' }],
    });
  });

  test('is sent a resolve with the same key once all is over', async () => {
    await sent(senderFor('pagerduty_configs', entry()), resolved());
    expect(catcher.only.json).toMatchObject({ event_action: 'resolve', dedup_key: KEY });
  });

  test.each([
    ['critical', 'critical'],
    ['Page', 'critical'],
    ['high', 'error'],
    ['WARN', 'warning'],
    ['none', 'info'],
    ['', 'error'],
    ['whatever', 'error'],
  ])('takes the severity %j as %s', (word, severity) => {
    expect(severityOf(word)).toBe(severity);
  });

  test('is sent an event that is too large without its details', async () => {
    await sent(
      senderFor(
        'pagerduty_configs',
        entry('details: { big: \'{{ range 600 }}{{ printf "%1000s" "x" }}{{ end }}\' }'),
      ),
    );
    expect(catcher.only.json).toMatchObject({
      payload: {
        custom_details: { error: 'The details were left out: the event was larger than 512000 bytes' },
      },
    });
  });

  test('that refuses an event says why', async () => {
    reply(
      '/v2/enqueue',
      { status: 'invalid event', message: 'Event object is invalid', errors: ['Length of rk'] },
      400,
    );
    expect(await sent(senderFor('pagerduty_configs', entry()))).toEqual({
      ok: false,
      retry: false,
      error: `127.0.0.1:${catcher.port} answered 400 Bad Request: Event object is invalid: Length of <secret>`,
    });
  });

  test('of the first version is sent its own event, and tried again at its rate limit', async () => {
    const v1 = senderFor('pagerduty_configs', `service_key: sk\nurl: ${catcher.origin}/v1`);
    catcher.replies.set('/v1', { status: 403, body: 'slow down' });
    expect(await sent(v1)).toMatchObject({ ok: false, retry: true });
    expect(catcher.only.json).toMatchObject({
      service_key: 'sk',
      event_type: 'trigger',
      incident_key: KEY,
      description: TITLE,
      client: 'Trivet',
      details: { num_firing: '2' },
    });
  });
});

/** docs.opsgenie.com/docs/alert-api */
describe('Opsgenie', () => {
  const entry = (more = '') => `api_key: ok\napi_url: ${catcher.origin}/\n${more}`;

  test('is sent an alert by the alias of the group', async () => {
    catcher.replies.set('/v2/alerts', { status: 202 });
    const more = `tags: 'a, {{ .Status }},'
note: n
priority: P1
entity: e
actions: 'x,y'
details: { extra: '{{ .Status }}' }
responders:
- { name: '{{ .CommonLabels.severity }}', type: team }
- { name: '{{ .CommonLabels.nobody }}', type: user }
- { name: 'a, b', type: teams }
- { id: i, type: escalation }`;
    expect(await sent(senderFor('opsgenie_configs', entry(more)))).toEqual({ ok: true });
    const { headers, path, json } = catcher.only;
    expect([path, headers.authorization]).toEqual(['/v2/alerts', 'GenieKey ok']);
    expect(json).toEqual({
      alias: KEY,
      message: TITLE,
      description: expect.stringContaining('Firing:'),
      details: { alertname: 'High', job: "it's +1", severity: 'page', extra: 'firing' },
      source: 'http://127.0.0.1:8748/alerts',
      note: 'n',
      priority: 'P1',
      entity: 'e',
      tags: ['a', 'firing'],
      actions: ['x', 'y'],
      responders: [
        { name: 'page', type: 'team' },
        { name: 'a', type: 'team' },
        { name: 'b', type: 'team' },
        { id: 'i', type: 'escalation' },
      ],
    });
  });

  test('has its alert changed where that is asked for, and closed once all is over', async () => {
    const sender = senderFor('opsgenie_configs', entry('update_alerts: true'));
    await sent(sender);
    await sent(sender, resolved());
    expect(catcher.caught.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v2/alerts',
      `PUT /v2/alerts/${KEY}/message?identifierType=alias`,
      `PUT /v2/alerts/${KEY}/description?identifierType=alias`,
      `POST /v2/alerts/${KEY}/close?identifierType=alias`,
    ]);
    expect(JSON.parse(catcher.caught[3]?.body ?? '')).toEqual({ source: 'http://127.0.0.1:8748/alerts' });
  });

  test('takes no message that is longer than 130 characters', async () => {
    await sent(senderFor('opsgenie_configs', entry('message: \'{{ printf "%200s" "x" }}\'')));
    expect([...(catcher.only.json.message as string)]).toHaveLength(130);
  });
});

/** learn.microsoft.com/outlook/actionable-messages/message-card-reference */
test('Teams is sent a message card', async () => {
  await sent(senderFor('msteams_configs', `webhook_url: ${catcher.origin}/teams`));
  expect(catcher.only.json).toEqual({
    '@context': 'https://schema.org/extensions',
    '@type': 'MessageCard',
    title: TITLE,
    summary: TITLE,
    text: expect.stringContaining('**High**'),
    themeColor: '8C1A1A',
  });
});

/** learn.microsoft.com/connectors/teams, adaptivecards.io */
test('a workflow of Teams is sent an adaptive card', async () => {
  await sent(
    senderFor('msteamsv2_configs', `webhook_url: ${catcher.origin}/teams\ntext: 'x {{ .Status }}'`),
    resolved(),
  );
  expect(catcher.only.json).toEqual({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.2',
          body: [
            {
              type: 'TextBlock',
              text: '[RESOLVED] High (page)',
              weight: 'Bolder',
              size: 'Medium',
              wrap: true,
              style: 'heading',
              color: 'Good',
            },
            { type: 'TextBlock', text: 'x resolved', wrap: true },
          ],
          msteams: { width: 'full' },
        },
      },
    ],
  });
});

/** discord.com/developers/docs/resources/webhook, "Execute Webhook" */
describe('Discord', () => {
  const entry = (more = '') => `webhook_url: ${catcher.origin}/api/webhooks/1/x\n${more}`;

  test('is sent an embed', async () => {
    catcher.replies.set('/api/webhooks/1/x', { status: 204 });
    const more = 'username: bot\navatar_url: http://a/b.png\nmessage: "m {{ .Status }}"';
    expect(await sent(senderFor('discord_configs', entry(more)))).toEqual({ ok: true });
    expect(catcher.only.json).toEqual({
      content: '',
      embeds: [{ title: TITLE, description: 'm firing', color: 0x99_2d_22 }],
      allowed_mentions: { parse: [] },
      username: 'bot',
      avatar_url: 'http://a/b.png',
    });
  });

  test('takes no more than its limits', async () => {
    await sent(
      senderFor(
        'discord_configs',
        entry(
          'title: \'{{ printf "%900s" "x" }}\'\nmessage: \'{{ range 9 }}{{ printf "%900s" "x" }}{{ end }}\'',
        ),
      ),
    );
    const [embed] = catcher.only.json.embeds as { title: string; description: string }[];
    expect([embed?.title.length, embed?.description.length]).toEqual([256, 4096]);
  });
});

/** core.telegram.org/bots/api#sendmessage */
describe('Telegram', () => {
  const entry = (more = '') => `bot_token: 12:ab\nchat_id: -100123\napi_url: ${catcher.origin}\n${more}`;
  const path = '/bot12:ab/sendMessage';

  test('is sent a message with its values escaped', async () => {
    reply(path, { ok: true, result: {} });
    const more =
      'message_thread_id: 7\ndisable_notifications: true\nmessage: "<b>{{ .CommonAnnotations.summary }}</b>"';
    expect(await sent(senderFor('telegram_configs', entry(more)))).toEqual({ ok: true });
    expect(catcher.only.path).toBe(path);
    expect(catcher.only.json).toEqual({
      chat_id: -100123,
      message_thread_id: 7,
      text: '<b>CPU &amp; &#34;memory&#34; of &lt;api&gt;</b>',
      parse_mode: 'HTML',
      disable_notification: true,
      link_preview_options: { is_disabled: true },
    });
  });

  test('is sent as plain text what is too long to be cut with its marks', async () => {
    reply(path, { ok: true });
    await sent(
      senderFor(
        'telegram_configs',
        entry('message: "<b>{{ range 9 }}{{ printf \\"%900s\\" \\"x\\" }}{{ end }}</b>"'),
      ),
    );
    expect(catcher.only.json.parse_mode).toBeUndefined();
    expect(catcher.only.json.text).toHaveLength(4096);
  });

  test('says how long it wants to be left alone', async () => {
    reply(
      path,
      { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 35 } },
      429,
    );
    expect(await sent(senderFor('telegram_configs', entry('parse_mode: ""')))).toEqual({
      ok: false,
      retry: true,
      error: `127.0.0.1:${catcher.port} answered 429 Too Many Requests: Too Many Requests`,
      afterMs: 35_000,
    });
  });
});

/** pushover.net/api#messages */
describe('Pushover', () => {
  const push = (entry: string) =>
    senderFor('pushover_configs', `user_key: uk\ntoken: tk\n${entry}`, {
      kind: pushoverAt(`${catcher.origin}/1/messages.json`),
    });
  const parameters = () => Object.fromEntries(new URLSearchParams(catcher.caught.at(-1)?.body));

  test('is sent a message of emergency while it fires', async () => {
    expect(await sent(push('url_title: t\ndevice: d\nsound: s\nttl: 2h\nretry: 2m\nexpire: 30m'))).toEqual({
      ok: true,
    });
    expect(catcher.caught[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(parameters()).toEqual({
      token: 'tk',
      user: 'uk',
      title: TITLE,
      message: expect.stringContaining('Firing:'),
      url: 'http://127.0.0.1:8748/alerts',
      url_title: 't',
      priority: '2',
      retry: '120',
      expire: '1800',
      device: 'd',
      sound: 's',
      ttl: '7200',
    });
  });

  test('is sent an ordinary message once it is over, as HTML where that is asked for', async () => {
    await sent(push('html: true\nmessage: "{{ .CommonAnnotations.summary }}"'), resolved());
    expect(parameters()).toMatchObject({
      priority: '0',
      html: '1',
      retry: '60',
      expire: '3600',
      message: 'CPU &amp; &#34;memory&#34; of &lt;api&gt;',
    });
    await sent(push('monospace: true\nmessage: " "'), resolved());
    expect(parameters()).toMatchObject({ monospace: '1', message: '(no details)' });
  });

  test('that refuses says why', async () => {
    reply('/1/messages.json', { status: 0, errors: ['application token is invalid'] }, 400);
    expect(await sent(push(''))).toMatchObject({
      retry: false,
      error: `127.0.0.1:${catcher.port} answered 400 Bad Request: application token is invalid`,
    });
  });
});

/** Alertmanager, api/v2/openapi.yaml */
test('another Alertmanager is handed the alerts, with an end behind the next time they are told', async () => {
  const told = { ...notification(), repeatIntervalMs: 3_600_000 };
  await sent(senderFor('alertmanager_configs', `url: ${catcher.origin}/am/`), told);
  expect(catcher.caught[0]?.path).toBe('/am/api/v2/alerts');
  const alerts = JSON.parse(catcher.caught[0]?.body ?? '');
  expect(alerts[0]).toMatchObject({
    labels: { alertname: 'High', instance: 'a:1' },
    startsAt: new Date(START_MS).toISOString().replace('120Z', '12Z'),
    endsAt: new Date(NOW_MS + 7_200_000).toISOString().replace('120Z', '12Z'),
  });
  expect(alerts[2].endsAt).toBe('2026-01-02T03:05:05.12Z');
});

test('the desktop is told with a title, a text and a way to the alert', async () => {
  const notices: AlertNotice[] = [];
  const around = { notify: (notice: AlertNotice) => notices.push(notice) };
  await sent(senderFor('desktop_configs', '{}', { around }));
  await sent(senderFor('desktop_configs', 'title: "t {{ .Status }}"\ntext: x', { around }), resolved());
  expect(notices).toMatchObject([
    { tag: notification().groupKey, title: 'High', path: '/alerts', resolved: false, timeMs: NOW_MS },
    { title: 't resolved', body: 'x', path: '/alerts?alert=00000000000000ab', resolved: true },
  ]);
});
