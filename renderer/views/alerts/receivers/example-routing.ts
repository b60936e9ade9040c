/** An alertmanager.yml to begin with. */
export const EXAMPLE_ROUTING = `route:
  receiver: desktop
  group_by: [alertname]
  routes:
    - matchers: [severity="critical"]
      receiver: team
receivers:
  - name: desktop
    desktop_configs: [{}]
  - name: team
    slack_configs:
      - api_url_file: /home/me/.slack-webhook
        channel: '#shop'`;
