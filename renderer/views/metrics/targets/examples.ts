/** Lines to copy; each is a whole that works. */
export const EXAMPLE_LABELS = `services:
  api:
    labels:
      prometheus.io/scrape: "true"
      prometheus.io/port: "3000"
      prometheus.io/path: /metrics`;

export const EXAMPLE_CONFIG = `scrape_configs:
  - job_name: api
    scrape_interval: 5s
    static_configs:
      - targets: ['api:3000', 'localhost:9100']`;
