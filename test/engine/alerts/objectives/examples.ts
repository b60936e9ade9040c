/** An objective by OpenSLO over counters of requests. */
export const ratioObjective = ({
  bad = 'sum(requests_total{code="500"})',
  window = '30d',
}: {
  bad?: string;
  window?: string;
} = {}): string => `apiVersion: openslo/v1
kind: SLO
metadata:
  name: orders-availability
  displayName: Orders are taken
  labels:
    team: shop
spec:
  description: Requests that are answered.
  service: orders
  indicator:
    spec:
      ratioMetric:
        counter: true
        bad:
          metricSource:
            type: Prometheus
            spec: {query: '${bad}'}
        total:
          metricSource:
            type: Prometheus
            spec: {query: sum(requests_total)}
  budgetingMethod: Occurrences
  timeWindow:
    - duration: ${window}
  objectives:
    - target: 0.999
`;

/** One over span metrics of the service api. */
export const spanObjective = (fields: string): string => `apiVersion: openslo/v1
kind: SLO
metadata: {name: spans}
spec:
  service: api
  indicator:
    spec:
      x-spans: {service: api, ${fields}}
  timeWindow: [{duration: 7d}]
  objectives: [{target: 0.99}]
`;
