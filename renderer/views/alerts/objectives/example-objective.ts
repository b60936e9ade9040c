/** An objective for a service that is there, ready to be put into a file. */
export const exampleObjective = (service: string): string => `apiVersion: openslo/v1
kind: SLO
metadata:
  name: ${plain(service)}-latency
  displayName: ${quoted(`${service} answers in time`)}
spec:
  service: ${quoted(service)}
  indicator:
    spec:
      x-spans:
        service: ${quoted(service)}
        latencyBelow: 400ms
  timeWindow:
    - duration: 7d
  budgetingMethod: Occurrences
  objectives:
    - targetPercent: 99
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: ${plain(service)}-errors
  displayName: ${quoted(`${service} answers without errors`)}
spec:
  service: ${quoted(service)}
  indicator:
    spec:
      x-spans:
        service: ${quoted(service)}
        errors: true
  timeWindow:
    - duration: 7d
  budgetingMethod: Occurrences
  objectives:
    - targetPercent: 99.5
`;

/** For those who have counters of their own. */
export const ratioExample = `      ratioMetric:
        counter: true
        bad:
          metricSource:
            type: Prometheus
            spec:
              query: sum(http_requests_total{code=~"5.."})
        total:
          metricSource:
            type: Prometheus
            spec:
              query: sum(http_requests_total)
`;

const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'service';

/** In YAML a text of JSON is the same text. */
const quoted = (text: string): string => (/^[A-Za-z][\w .-]*$/.test(text) ? text : JSON.stringify(text));
