import { expect, test } from 'vitest';
import { parseAlertmanagerConfig } from '../../../electron/engine/alerts/routing/alertmanager-config.ts';
import { hasCorpus, readCorpus } from '../../corpus.ts';

const read = (file: string) => parseAlertmanagerConfig(readCorpus(file).toString('utf8'));

function counts(file: string) {
  const config = read(file);
  if (!config.ok) throw new Error(`${config.error.line}: ${config.error.message}`);
  const { receivers, route, inhibitRules, warnings } = config.value;
  return {
    is: [receivers.size, route.routes.length, inhibitRules.length],
    warnings: warnings.map(({ line, message }) => `${line}: ${message}`),
  };
}

test.skipIf(!hasCorpus).each([
  ['conf.empty-fields', [1, 1, 0]],
  ['conf.group-by-all', [1, 0, 0]],
  ['conf.smtp-no-username-or-password', [1, 0, 0]],
  ['conf.telegram-default-bot-token', [2, 0, 0]],
  ['dockprom-config', [1, 0, 0]],
] as const)('%s is read: receivers, routes below the first and inhibit rules', (name, is) => {
  expect(counts(`alert-rules/alertmanager/${name}.yml`)).toEqual({ is, warnings: [] });
});

test.skipIf(!hasCorpus).each([
  ['conf.mattermost-default-webhook-url', 2],
  ['conf.rocketchat-default-token', 2],
  ['conf.victorops-default-apikey-file', 2],
  ['conf.wechat-default-api-secret-file', 3],
])('%s is read, and each receiver that nothing is sent to is named', (name, receivers) => {
  const { warnings } = counts(`alert-rules/alertmanager/${name}.yml`);
  expect(warnings).toHaveLength(receivers);
  for (const warning of warnings)
    expect(warning).toMatch(/_configs is not supported: nothing is sent by it$/);
});

test.skipIf(!hasCorpus)('what Trivet has no use for is named', () => {
  expect(counts('alert-rules/alertmanager/doc-simple.yml')).toEqual({
    is: [5, 3, 1],
    warnings: ['124: tracing is not supported: Trivet does not trace itself'],
  });
});

test.skipIf(!hasCorpus)(
  'what guides write is taken with warnings: a subject, a body, a Slack address that is none',
  () => {
    expect(counts('reference/ecommerce-alertmanager.yml').warnings).toEqual([
      '17: subject is taken as headers.Subject',
      '18: body is taken as text',
    ]);
    expect(counts('reference/container-kit-alertmanager.yml').warnings).toEqual([
      '17: subject is taken as headers.Subject',
      '18: body is taken as text',
      '24: Slack: api_url is no URL: nothing is sent by it',
    ]);
  },
);

test.skipIf(!hasCorpus).each([
  [
    'mattermost-both-webhook-url-and-file',
    '2: at most one of mattermost_webhook_url & mattermost_webhook_url_file',
  ],
  ['nil-source_match_re-inhibition', '6: invalid regexp value for "invalid_source_label"'],
  ['opsgenie-both-file-and-apikey', '2: at most one of opsgenie_api_key & opsgenie_api_key_file'],
  ['opsgenie-default-apikey-old-team', '16: field teams not found in opsgenie_configs'],
  ['opsgenie-no-apikey', '14: no global opsgenie_api_key set'],
  [
    'rocketchat-both-tokenid-and-tokenidfile',
    '3: at most one of rocketchat_token_id & rocketchat_token_id_file',
  ],
  ['slack-both-file-and-url', '2: at most one of slack_api_url & slack_api_url_file'],
  ['slack-update-message-and-webhook', '13: update_message needs an app token'],
  ['sns-invalid', '7: sns_configs: one of target_arn, topic_arn, phone_number must be set'],
  ['telegram-both-bot-token-and-file', '2: at most one of telegram_bot_token & telegram_bot_token_file'],
  ['victorops-no-apikey', '14: victorops_configs: one of api_key, api_key_file must be set'],
])('%s is refused with its line', (name, fault) => {
  const config = read(`alert-rules/alertmanager/conf.${name}.yml`);
  const told = config.ok ? '' : `${config.error.line}: ${config.error.message}`;
  expect(told.slice(0, fault.length)).toBe(fault);
});

const config = (more: string) => `route: { receiver: a }\nreceivers: [{ name: a }]\n${more}`;

test.each([
  ['receivers: [{ name: a }]', 'no routes provided'],
  ['route: {}\nreceivers: [{ name: a }]', 'root route must specify a default receiver'],
  ['route: { receiver: b }\nreceivers: [{ name: a }]', 'undefined receiver "b" used in route'],
  [
    'route: { receiver: a, matchers: [x=1] }\nreceivers: [{ name: a }]',
    'root route must not have any matchers',
  ],
  ['route: { receiver: a, group_by: [x, x] }\nreceivers: [{ name: a }]', 'duplicated label "x" in group_by'],
  ['route: { receiver: a, group_by: [x, "..."] }\nreceivers: [{ name: a }]', 'cannot have wildcard group_by'],
  ['route: { receiver: a, group_interval: 0s }\nreceivers: [{ name: a }]', 'group_interval cannot be zero'],
  [
    'route: { receiver: a, routes: [{ active_time_intervals: [t] }] }\nreceivers: [{ name: a }]',
    'undefined time interval "t" used in route',
  ],
  [
    'route: { receiver: a }\nreceivers: [{ name: a }, { name: a }]',
    'notification config name "a" is not unique',
  ],
  [config('inhibit_rules: [{ source_matchers: ["a=~["] }]'), 'missing closing ]'],
  [config('inhibit_rules: [{ source_matchers: ["a"] }]'), 'bad matcher format: a'],
  [
    config('time_intervals: [{ name: t, time_intervals: [{ weekdays: ["someday"] }] }]'),
    'someday is not a valid weekday',
  ],
  [
    config(
      'time_intervals: [{ name: t, time_intervals: [{ times: [{ start_time: "18:00", end_time: "08:00" }] }] }]',
    ),
    'start time cannot be equal or greater than end time',
  ],
  [
    config('time_intervals: [{ name: t, time_intervals: [{ location: "Mars/Base" }] }]'),
    'unknown time zone Mars/Base',
  ],
])('%s is refused', (text, message) => {
  const read = parseAlertmanagerConfig(text);
  expect(read.ok ? 'accepted' : read.error.message).toContain(message);
});
