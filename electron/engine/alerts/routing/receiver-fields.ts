/** How a field of a receiver is read. `secret` is text that is never shown back. */
export type FieldType =
  | 'text'
  | 'secret'
  | 'boolean'
  | 'integer'
  | 'duration'
  | 'url'
  | 'texts'
  | 'map'
  | 'section'
  | 'sections';

/** A field, or its `_file`, or its value in `global` under the name given. */
export interface Need {
  field: string;
  global?: string;
  /** What does in its place. */
  or?: Need;
}

export interface ReceiverKind {
  /** Key of its list in a receiver. */
  key: string;
  label: string;
  /** Whether resolved alerts are sent where nothing is said. */
  sendsResolved: boolean;
  fields: Readonly<Record<string, FieldType>>;
  /** What must stand in it. */
  needs: readonly Need[];
}

const http = { http_config: 'section' } as const;

/**
 * The receivers that Trivet sends to, with their fields. `desktop_configs` and `alertmanager_configs` are its own: a
 * notice on this machine, and another Alertmanager that is handed the alerts.
 *
 * Source: prometheus.io/docs/alerting/latest/configuration
 */
export const receiverKinds: readonly ReceiverKind[] = [
  {
    key: 'email_configs',
    label: 'e-mail',
    sendsResolved: false,
    fields: {
      to: 'text',
      from: 'text',
      smarthost: 'text',
      hello: 'text',
      auth_username: 'text',
      auth_password: 'secret',
      auth_password_file: 'text',
      auth_secret: 'secret',
      auth_secret_file: 'text',
      auth_identity: 'text',
      require_tls: 'boolean',
      force_implicit_tls: 'boolean',
      tls_config: 'section',
      threading: 'section',
      html: 'text',
      text: 'text',
      headers: 'map',
    },
    needs: [
      { field: 'to' },
      { field: 'smarthost', global: 'smtp_smarthost' },
      { field: 'from', global: 'smtp_from' },
    ],
  },
  {
    key: 'slack_configs',
    label: 'Slack',
    sendsResolved: false,
    fields: {
      api_url: 'secret',
      api_url_file: 'text',
      app_token: 'secret',
      app_token_file: 'text',
      app_url: 'url',
      channel: 'text',
      username: 'text',
      color: 'text',
      title: 'text',
      title_link: 'text',
      pretext: 'text',
      text: 'text',
      message_text: 'text',
      fields: 'sections',
      short_fields: 'boolean',
      footer: 'text',
      fallback: 'text',
      callback_id: 'text',
      icon_emoji: 'text',
      icon_url: 'text',
      image_url: 'text',
      thumb_url: 'text',
      link_names: 'boolean',
      mrkdwn_in: 'texts',
      actions: 'sections',
      update_message: 'boolean',
      timeout: 'duration',
      ...http,
    },
    needs: [
      {
        field: 'api_url',
        global: 'slack_api_url',
        or: { field: 'app_token', global: 'slack_app_token' },
      },
    ],
  },
  {
    key: 'pagerduty_configs',
    label: 'PagerDuty',
    sendsResolved: true,
    fields: {
      routing_key: 'secret',
      routing_key_file: 'text',
      service_key: 'secret',
      service_key_file: 'text',
      url: 'url',
      client: 'text',
      client_url: 'text',
      description: 'text',
      severity: 'text',
      source: 'text',
      class: 'text',
      component: 'text',
      group: 'text',
      details: 'map',
      images: 'sections',
      links: 'sections',
      timeout: 'duration',
      ...http,
    },
    needs: [],
  },
  {
    key: 'webhook_configs',
    label: 'webhook',
    sendsResolved: true,
    fields: { url: 'secret', url_file: 'text', max_alerts: 'integer', timeout: 'duration', ...http },
    needs: [{ field: 'url' }],
  },
  {
    key: 'opsgenie_configs',
    label: 'Opsgenie',
    sendsResolved: true,
    fields: {
      api_key: 'secret',
      api_key_file: 'text',
      api_url: 'url',
      message: 'text',
      description: 'text',
      source: 'text',
      details: 'map',
      entity: 'text',
      responders: 'sections',
      actions: 'text',
      tags: 'text',
      note: 'text',
      priority: 'text',
      update_alerts: 'boolean',
      ...http,
    },
    needs: [{ field: 'api_key', global: 'opsgenie_api_key' }],
  },
  {
    key: 'msteams_configs',
    label: 'Microsoft Teams',
    sendsResolved: true,
    fields: {
      webhook_url: 'secret',
      webhook_url_file: 'text',
      title: 'text',
      summary: 'text',
      text: 'text',
      ...http,
    },
    needs: [{ field: 'webhook_url' }],
  },
  {
    key: 'msteamsv2_configs',
    label: 'Microsoft Teams',
    sendsResolved: true,
    fields: { webhook_url: 'secret', webhook_url_file: 'text', title: 'text', text: 'text', ...http },
    needs: [{ field: 'webhook_url' }],
  },
  {
    key: 'discord_configs',
    label: 'Discord',
    sendsResolved: true,
    fields: {
      webhook_url: 'secret',
      webhook_url_file: 'text',
      title: 'text',
      message: 'text',
      content: 'text',
      username: 'text',
      avatar_url: 'text',
      ...http,
    },
    needs: [{ field: 'webhook_url' }],
  },
  {
    key: 'telegram_configs',
    label: 'Telegram',
    sendsResolved: true,
    fields: {
      api_url: 'url',
      bot_token: 'secret',
      bot_token_file: 'text',
      chat_id: 'integer',
      chat_id_file: 'text',
      message_thread_id: 'integer',
      message: 'text',
      disable_notifications: 'boolean',
      parse_mode: 'text',
      ...http,
    },
    needs: [{ field: 'bot_token', global: 'telegram_bot_token' }, { field: 'chat_id' }],
  },
  {
    key: 'pushover_configs',
    label: 'Pushover',
    sendsResolved: true,
    fields: {
      user_key: 'secret',
      user_key_file: 'text',
      token: 'secret',
      token_file: 'text',
      title: 'text',
      message: 'text',
      url: 'text',
      url_title: 'text',
      device: 'text',
      sound: 'text',
      priority: 'text',
      retry: 'duration',
      expire: 'duration',
      ttl: 'duration',
      html: 'boolean',
      monospace: 'boolean',
      ...http,
    },
    needs: [{ field: 'user_key' }, { field: 'token' }],
  },
  {
    key: 'desktop_configs',
    label: 'desktop',
    sendsResolved: true,
    fields: { title: 'text', text: 'text' },
    needs: [],
  },
  {
    key: 'alertmanager_configs',
    label: 'Alertmanager',
    sendsResolved: true,
    fields: { url: 'url', timeout: 'duration', ...http },
    needs: [{ field: 'url' }],
  },
];

/** Receivers that Alertmanager has and Trivet does not send to, with what each needs beside what `global` says. */
export const foreignReceivers: readonly { key: string; needs: readonly string[][]; global?: string }[] = [
  { key: 'victorops_configs', needs: [['api_key', 'api_key_file']], global: 'victorops_api_key' },
  { key: 'wechat_configs', needs: [] },
  { key: 'sns_configs', needs: [['target_arn', 'topic_arn', 'phone_number']] },
  { key: 'webex_configs', needs: [] },
  { key: 'rocketchat_configs', needs: [] },
  { key: 'mattermost_configs', needs: [] },
  { key: 'jira_configs', needs: [] },
  { key: 'incidentio_configs', needs: [] },
];

/** What `global` may hold. */
export const globalFields: Readonly<Record<string, FieldType>> = {
  resolve_timeout: 'duration',
  http_config: 'section',
  smtp_from: 'text',
  smtp_smarthost: 'text',
  smtp_hello: 'text',
  smtp_auth_username: 'text',
  smtp_auth_password: 'secret',
  smtp_auth_password_file: 'text',
  smtp_auth_secret: 'secret',
  smtp_auth_secret_file: 'text',
  smtp_auth_identity: 'text',
  smtp_require_tls: 'boolean',
  smtp_force_implicit_tls: 'boolean',
  smtp_tls_config: 'section',
  slack_api_url: 'secret',
  slack_api_url_file: 'text',
  slack_app_token: 'secret',
  slack_app_token_file: 'text',
  slack_app_url: 'url',
  pagerduty_url: 'url',
  opsgenie_api_key: 'secret',
  opsgenie_api_key_file: 'text',
  opsgenie_api_url: 'url',
  telegram_api_url: 'url',
  telegram_bot_token: 'secret',
  telegram_bot_token_file: 'text',
  victorops_api_key: 'secret',
  victorops_api_key_file: 'text',
  victorops_api_url: 'url',
  wechat_api_url: 'url',
  wechat_api_secret: 'secret',
  wechat_api_secret_file: 'text',
  wechat_api_corp_id: 'text',
  webex_api_url: 'url',
  rocketchat_api_url: 'url',
  rocketchat_token: 'secret',
  rocketchat_token_file: 'text',
  rocketchat_token_id: 'secret',
  rocketchat_token_id_file: 'text',
  mattermost_webhook_url: 'secret',
  mattermost_webhook_url_file: 'text',
  jira_api_url: 'url',
};
