import { expect, test } from 'vitest';
import { parseAlertmanagerConfig } from '../../../electron/engine/alerts/routing/alertmanager-config.ts';
import { shownConfiguration } from '../../../electron/hosts/web/alertmanager/shown-configuration.ts';

const text = `
global:
  smtp_smarthost: localhost:25
  smtp_from: me@example.org
  smtp_auth_password: &shared hidden-1
  slack_api_url: https://hooks.slack.example/hidden-2
# the old one was hidden-3
route: { receiver: all, group_by: [alertname], routes: [{ receiver: all, matchers: [token="kept"] }] }
receivers:
  - name: all
    email_configs: [{ to: you@example.org, hello: hidden-1 }]
    slack_configs: [{ channel: '#ops' }]
    pagerduty_configs: [{ routing_key: hidden-4 }]
    telegram_configs: [{ bot_token: hidden-5, chat_id: 12345 }]
    webhook_configs:
      - url: https://user:hidden-6@hooks.example:444/hidden-7?token=hidden-8
        http_config:
          basic_auth: { username: me, password: *shared }
          http_headers: { X-Key: { values: [hidden-9], secrets: [hidden-10] } }
`;

test('nothing that is secret in a configuration is shown, and it is a configuration still', () => {
  const shown = shownConfiguration(text);
  expect(shown).not.toContain('hidden');
  expect(shown).toContain('smtp_auth_password: <secret>');
  expect(shown).toContain('url: https://hooks.example:444/');
  expect(shown).toContain('token="kept"');
  expect(shown).toContain('chat_id: 12345');
  const again = parseAlertmanagerConfig(shown);
  expect(again.ok && again.value.receivers.get('all')?.integrations).toHaveLength(5);
});
