/** Rules about the shop's story, as a person would write them. */
export const demoRules = `# Written at every start of the demo.
groups:
  - name: shop
    interval: 5s
    rules:
      - record: service:failed_calls:ratio1m
        expr: |
          sum by (service) (rate(traces_spanmetrics_calls_total{status_code="STATUS_CODE_ERROR"}[1m]))
            / sum by (service) (rate(traces_spanmetrics_calls_total[1m]))

      - alert: PayErrorRateHigh
        expr: |-
          sum by (service) (rate(traces_spanmetrics_calls_total{service="pay", status_code="STATUS_CODE_ERROR"}[1m]))
          / sum by (service) (rate(traces_spanmetrics_calls_total{service="pay"}[1m])) > 0.02
        for: 30s
        labels:
          severity: critical
        annotations:
          summary: '{{ $value | humanizePercentage }} of the calls of {{ $labels.service }} fail'
          description: A checkout has 800 ms. What is spent before it, pay has not.
          runbook_url: https://runbooks.example/shop/pay-errors

      - alert: OrdersSlow
        expr: >-
          histogram_quantile(0.95, sum by (service, le)
          (rate(traces_spanmetrics_latency_bucket{service="orders"}[2m]))) > 0.1
        for: 10m
        labels:
          severity: warning
        annotations:
          summary: 'p95 of {{ $labels.service }} is {{ $value | humanizeDuration }}'

      - alert: StockLow
        expr: shop_stock_items < 50
        for: 1m
        labels:
          severity: info
        annotations:
          summary: Only {{ $value }} are left

  - name: containers
    interval: 5s
    rules:
      - alert: ContainerOomKilled
        expr: increase(container_oom_events_total[10m]) > 0
        labels:
          severity: critical
        annotations:
          summary: '{{ $labels.name }} was killed at its memory limit'

      - alert: ContainerMemoryHigh
        expr: container_memory_working_set_bytes / container_spec_memory_limit_bytes > 0.6
        for: 1m
        keep_firing_for: 20s
        labels:
          severity: warning
        annotations:
          summary: '{{ $labels.name }} uses {{ $value | humanizePercentage }} of its memory limit'

      - alert: ContainerRestarted
        expr: time() - container_start_time_seconds{container_label_com_docker_compose_project="shop"} < 60
        labels:
          severity: info
        annotations:
          summary: '{{ $labels.name }} was started {{ $value | humanizeDuration }} ago'

      - alert: TargetDown
        expr: up == 0
        for: 5m
        labels:
          severity: warning
        annotations:
          summary: '{{ $labels.job }} at {{ $labels.instance }} does not answer'
`;
