import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { messageJson } from '../../../../electron/engine/alerts/senders/kinds/webhook.ts';
import { messageOf } from '../../../../electron/engine/alerts/senders/message.ts';
import { NotificationTemplates } from '../../../../electron/engine/alerts/senders/templates/notification-templates.ts';
import { templateData } from '../../../../electron/engine/alerts/senders/templates/template-data.ts';
import { tempDir } from '../../../temp-dir.ts';
import { NOW_MS, notification } from './sample-notification.ts';

const hasAmtool = (() => {
  try {
    execFileSync('amtool', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

const FILE = `{{ define "team.title" }}{{ .Status | toUpper }} {{ .CommonLabels.alertname | title }}{{ end }}
{{ define "team.list" }}{{ range $i, $a := . }}{{ if $i }}, {{ end }}{{ $a.Labels.instance }}{{ else }}none{{ end }}{{ end }}
{{ define "team.block" }}{{ block "team.inner" .GroupLabels }}<{{ .SortedPairs.Values | join "/" }}>{{ end }}{{ end }}
{{ define "team.inner" }}  {{ end }}`;

const message = messageOf(notification());
const data = templateData(message);
const files = [{ path: '/x/team.tmpl', text: FILE }];
const render = (text: string, html = false): string => {
  const templates = new NotificationTemplates(files);
  return html ? templates.html(text, data, NOW_MS) : templates.text(text, data, NOW_MS);
};

/** What Alertmanager's own tool makes of the same file, text and data; in both kinds. */
function amtool(text: string, html: boolean): string {
  const dir = tempDir();
  const [glob, json] = [join(dir, 'team.tmpl'), join(dir, 'data.json')];
  writeFileSync(glob, FILE);
  // The tool reads the receiver as it stands; Alertmanager itself quotes it for patterns first.
  const shown = { ...messageJson(message), receiver: 'team\\.x' };
  writeFileSync(json, JSON.stringify(shown));
  const type = html ? ['--template.type=html'] : [];
  const args = ['template', 'render', `--template.glob=${glob}`, `--template.data=${json}`, ...type];
  return execFileSync('amtool', [...args, `--template.text=${text}`], { encoding: 'utf8' });
}

const TEXTS = [
  '{{ template "team.title" . }}: {{ template "team.list" .Alerts.Firing }} / {{ template "team.list" .Alerts.Resolved }}',
  '{{ template "team.block" . }}|{{ template "team.tmpl" . }}',
  '{{ .Receiver }} {{ .Status }} {{ .ExternalURL }} {{ len .Alerts }} {{ .Alerts.Firing | len }}',
  '{{ range .CommonLabels.SortedPairs }}{{ .Name }}={{ .Value }};{{ end }}{{ .CommonLabels.Names }} {{ .CommonLabels.Values }}',
  '{{ with .CommonLabels.Remove .GroupLabels.Names }}{{ .Values | join " " }}{{ end }}|{{ .CommonLabels.nothing }}|',
  '{{ .CommonAnnotations.summary }} {{ len .CommonLabels }} {{ index .CommonLabels "severity" }}',
  '{{ (index .Alerts 0).StartsAt }} {{ (index .Alerts 0).EndsAt }} {{ (index .Alerts 0).EndsAt.IsZero }}',
  '{{ (index .Alerts 2).EndsAt.Format "Mon Jan _2 15:04:05.000 2006 Monday January 01 02 06 3:04PM pm .999 -07:00 Z07:00 MST 002" }}',
  '{{ ((index .Alerts 2).EndsAt.Sub (index .Alerts 2).StartsAt) }} {{ ((index .Alerts 2).EndsAt.Sub (index .Alerts 2).StartsAt).Seconds }}',
  '{{ (index .Alerts 0).StartsAt.Unix }} {{ (index .Alerts 0).StartsAt.Year }} {{ (index .Alerts 0).StartsAt.Month }} {{ (index .Alerts 0).StartsAt.Weekday }}',
  '{{ "hello WORLD it\'s o_k 3d a.b" | title }} {{ toUpper "äß" }} {{ toLower "ÄB" }} {{ title "übER-maß" }}',
  '{{ match "^H.*h$" "High" }} {{ match "x" "High" }} {{ reReplaceAll "(.)i" "$1-" "High hi" }}',
  '{{ stringSlice "a" "b" | join "," }} {{ join "-" (stringSlice "x") }} {{ .GroupLabels.SortedPairs.Names }}',
  '{{ range .Alerts }}{{ if eq .Status "firing" }}{{ .Labels.instance }}{{ else }}{{ .Fingerprint }}{{ end }} {{ end }}',
  '{{- $x := 1 }}{{ range .Alerts }}{{ $x = len .Labels }}{{ end }}{{ $x }} {{ printf "%-5s|%5.1f|%q|%d" "a" 2.25 "b" 3 }}',
  '{{ if and .Alerts (not .CommonLabels.x) }}yes{{ end }}{{ with .CommonLabels.x }}no{{ else }}else{{ end }} {{ or .CommonLabels.x "dflt" }}',
  '{{ safeHtml "<b>" }} {{ html "<b>" }} {{ urlquery "a b&c" }} {{ js "a\'b" }} {{ slice "abcdef" 1 3 }} {{ print 1 2 "x" }}',
];

const HTMLS = [
  '<p title="{{ .CommonAnnotations.summary }}">{{ .CommonAnnotations.summary }} {{ .CommonLabels.job }}</p>1 < 2',
  '<!-- gone {{ .Status }} --><td data-x={{ .CommonLabels.job }} bgcolor={{ .Status }}>{{ safeHtml "<i>x</i>" }}</td>',
  '<a href="{{ .ExternalURL }}">x</a><a href="{{ (index .Alerts 0).GeneratorURL }}">y</a><a href=\'{{ "javascript:alert(1)" }}\'>z</a>',
  '<a href="http://x/{{ .CommonAnnotations.summary }}?q={{ .CommonAnnotations.summary }}&r={{ .ExternalURL }}#{{ .Status }}">x</a>',
  '<p style="color: {{ "red" }}; width: {{ "expression(1)" }}">{{ template "team.block" . }}</p>',
  '<title>{{ safeHtml "<b>" }} {{ .CommonLabels.job }}</title><textarea>{{ .CommonAnnotations.summary }}</textarea>',
  '<img src="{{ "a b.png" }}" alt=\'{{ "it\'s" }}\'/><input value="{{ "a%20b" }}" checked>{{ "x" }}<br>{{ "&amp;" }}',
  '<script>var x = {{ .CommonLabels.job }}, y = {{ len .Alerts }};</script><style>p { color: {{ "blue" }} }</style>{{ .Status }}',
  '<a href="{{ "mailto:a@b" }}">m</a><a href="{{ "ftp://x" }}">f</a><a href="{{ "/p?a=1&b=2" }}">r</a><a href="{{ "http://x/%zz ü" }}">u</a>',
];

describe.skipIf(!hasAmtool && process.env.CI !== 'true')("as Alertmanager's own tool", () => {
  test.each(TEXTS)('renders the text %s', (text) => {
    expect(render(text)).toBe(amtool(text, false));
  });

  test.each(HTMLS)('renders the page %s', (text) => {
    expect(render(text, true)).toBe(amtool(text, true));
  });
});

/** Functions that came after the release of amtool that is at hand: prometheus.io/docs/alerting/latest/notifications */
test.each([
  ['{{ date "2006-01-02 15:04" (index .Alerts 0).StartsAt }}', '2026-01-02 03:04'],
  ['{{ (index .Alerts 0).StartsAt | tz "Europe/Paris" | date "15:04:05 MST -0700" }}', '04:04:05 CET +0100'],
  ['{{ (index .Alerts 0).StartsAt | tz "America/New_York" }}', '2026-01-01 22:04:05.12 -0500 EST'],
  [
    '{{ since (index .Alerts 0).StartsAt }} {{ since (index .Alerts 0).StartsAt | humanizeDuration }}',
    '1m30s 1m 30s',
  ],
  ['{{ humanizeDuration 3661 }}', '1h 1m 1s'],
  ['{{ trimSpace "  a b " }}|{{ urlUnescape "a%20b+c%C3%A4" }}|{{ safeUrl "a b" }}', 'a b|a b cä|a b'],
  ['{{ toJson .GroupLabels }} {{ toJson "a<b" }}', '{"alertname":"High"} "a\\u003cb"'],
  ['{{ (index .Alerts.Resolved 0).EndsAt | toJson }}', '"2026-01-02T03:05:05.12Z"'],
  [
    '{{ .GroupLabels }} {{ .CommonLabels.SortedPairs }}',
    "alertname=High alertname=High, job=it's +1, severity=page",
  ],
])('%s gives %s', (text, expected) => {
  expect(render(text)).toBe(expected);
});

test('a link that is known to be safe is not looked at', () => {
  expect(render('<a href="{{ safeUrl "tel:1" }}">', true)).toBe('<a href="tel:1">');
});

test.each([
  ['slack.default.title', "[FIRING:2] High (it's +1 page)"],
  ['email.default.subject', "[FIRING:2] High (it's +1 page)"],
  ['pagerduty.default.client', 'Trivet'],
  ['pushover.default.url', 'http://127.0.0.1:8748/alerts'],
  ['slack.default.text', ''],
  ['desktop.default.text', 'CPU & "memory" of <api>\nCPU & "memory" of <api>\nCPU & "memory" of <api>\n'],
])('%s is there without any file', (name, expected) => {
  expect(render(`{{ template "${name}" . }}`)).toBe(expected);
});

test('the lists of the messages name every alert with its labels, annotations and source', () => {
  expect(render('{{ template "__text_alert_list" .Alerts.Resolved }}')).toBe(
    [
      '- High',
      '  alertname = High',
      '  instance = c:1',
      "  job = it's +1",
      '  severity = page',
      '  summary: CPU & "memory" of <api>',
      '  from http://prom.local/graph?g0.expr=up',
      '',
    ].join('\n'),
  );
});

test('an e-mail holds nothing of labels and annotations as HTML of its own', () => {
  const page = render('{{ template "email.default.html" . }}', true);
  expect(page).toContain('CPU &amp; &#34;memory&#34; of &lt;api&gt;');
  expect(page).not.toContain('<api>');
  expect(page).toContain('<a href="http://prom.local/graph?g0.expr=up">');
});

test.each([
  ['{{ .Nope }}', /can't evaluate field Nope/],
  ['{{ template "nope" . }}', /template "nope" not defined/],
  [
    '{{ define "a" }}{{ template "b" . }}{{ end }}{{ define "b" }}{{ template "a" . }}{{ end }}{{ template "a" . }}',
    /depth/,
  ],
  ['{{ $x := "ab" }}{{ range 64 }}{{ $x = printf "%s%s" $x $x }}{{ end }}', /more than 1000000 characters/],
  ['{{ range 100000000 }}{{ end }}', /more than 200000 steps/],
  ['{{ range 100000 }}{{ range 100000 }}{{ len "x" }}{{ end }}{{ end }}', /took too long|steps/],
  ['{{ range 100000 }}{{ printf "%1000d" 1 }}{{ end }}', /characters of output|took too long/],
  ['{{ nope }}', /function "nope" not defined/],
  ['{{ define "a" }}1{{ end }}{{ define "a" }}2{{ end }}', /multiple definition/],
  ['{{ if', /unclosed action/],
  ['{{ tz "Nowhere/Here" (index .Alerts 0).StartsAt }}', /unknown time zone/],
])('%s ends with what is wrong', (text, message) => {
  expect(() => render(text)).toThrow(message);
  expect(() => render(text, true)).toThrow(message);
});

test('a file takes the place of a template that is there, but not with nothing', () => {
  const own = (text: string) =>
    new NotificationTemplates([{ path: 'a.tmpl', text }]).text(
      '{{ template "slack.default.title" . }}',
      data,
      NOW_MS,
    );
  expect(own('{{ define "slack.default.title" }}mine{{ end }}')).toBe('mine');
  expect(own('{{ define "slack.default.title" }} {{ end }}')).toMatch(/^\[FIRING:2\]/);
  expect(own('{{ define "__subject" }}mine{{ end }}')).toBe('mine');
});

test('a file that cannot be read is told with its name and line', () => {
  expect(() => new NotificationTemplates([{ path: '/x/bad.tmpl', text: '\n{{ if }}' }])).toThrow(
    /bad\.tmpl:2: missing value for if/,
  );
});
