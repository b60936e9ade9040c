const SUBJECT = `
{{ define "__alertmanager" }}Trivet{{ end }}
{{ define "__alertmanagerURL" }}{{ .ExternalURL }}/alerts{{ end }}
{{ define "__trivet_count" }}{{ if eq .Status "firing" }}:{{ len .Alerts.Firing }}{{ end }}{{ end }}
{{ define "__trivet_rest" }}{{ join " " (.CommonLabels.Remove .GroupLabels.Names).Values }}{{ end }}
{{ define "__subject" -}}
  {{ printf "[%s" (toUpper .Status) }}{{ template "__trivet_count" . }}{{ printf "] %s " (join " " .GroupLabels.Values) }}
  {{- if lt (len .GroupLabels) (len .CommonLabels) }}({{ template "__trivet_rest" . }}){{ end }}
{{- end }}
{{ define "__trivet_about" }}
  {{- range .Labels.SortedPairs }}{{ printf "  %s = %s\\n" .Name .Value }}{{ end }}
  {{- range .Annotations.SortedPairs }}{{ printf "  %s: %s\\n" .Name .Value }}{{ end }}
  {{- with .GeneratorURL }}{{ printf "  from %s\\n" . }}{{ end }}
{{- end }}
{{ define "__text_alert_list" }}{{ range . }}{{ printf "- %s\\n" .Labels.alertname }}{{ template "__trivet_about" . }}{{ end }}{{ end }}
{{ define "__trivet_lists" }}
  {{- with .Alerts.Firing }}{{ printf "Firing:\\n" }}{{ template "__text_alert_list" . }}{{ end }}
  {{- with .Alerts.Resolved }}{{ printf "Resolved:\\n" }}{{ template "__text_alert_list" . }}{{ end }}
{{- end }}
{{ define "__trivet_said" }}
  {{- with .CommonAnnotations.Values }}{{ printf "%s\\n" (join " " .) }}{{ end }}{{ template "__trivet_lists" . }}
{{- end }}
{{ define "__text_alert_list_markdown" }}
  {{- range . }}{{ printf "**%s**\\n" .Labels.alertname }}
    {{- range .Labels.SortedPairs }}{{ printf "- %s = %s\\n" .Name .Value }}{{ end }}
    {{- range .Annotations.SortedPairs }}{{ printf "- %s: %s\\n" .Name .Value }}{{ end }}
    {{- with .GeneratorURL }}{{ printf "[source](%s)\\n" . }}{{ end }}
  {{- end }}
{{- end }}
{{ define "__trivet_markdown" }}
  {{- with .Alerts.Firing }}{{ printf "# Firing\\n" }}{{ template "__text_alert_list_markdown" . }}{{ end }}
  {{- with .Alerts.Resolved }}{{ printf "# Resolved\\n" }}{{ template "__text_alert_list_markdown" . }}{{ end }}
{{- end }}`;

/** Templates that only hand on to another, by the names under which Alertmanager's users know them. */
const ALIASES: Readonly<Record<string, string>> = {
  'slack.default.title': '__subject',
  'slack.default.username': '__alertmanager',
  'slack.default.titlelink': '__alertmanagerURL',
  'pagerduty.default.description': '__subject',
  'pagerduty.default.client': '__alertmanager',
  'pagerduty.default.clientURL': '__alertmanagerURL',
  'opsgenie.default.message': '__subject',
  'opsgenie.default.description': '__trivet_said',
  'opsgenie.default.source': '__alertmanagerURL',
  'email.default.subject': '__subject',
  'email.default.text': '__trivet_said',
  'pushover.default.title': '__subject',
  'pushover.default.message': '__trivet_said',
  'pushover.default.url': '__alertmanagerURL',
  'telegram.default.message': '__trivet_telegram',
  'discord.default.title': '__subject',
  'discord.default.message': '__trivet_lists',
  'msteams.default.title': '__subject',
  'msteams.default.summary': '__subject',
  'msteams.default.text': '__trivet_markdown',
  'msteamsv2.default.title': '__subject',
  'msteamsv2.default.text': '__trivet_markdown',
};

const OTHERS = `
{{ define "slack.default.fallback" }}{{ template "__subject" . }} | {{ template "__alertmanagerURL" . }}{{ end }}
{{ define "pagerduty.default.instances" }}{{ template "__text_alert_list" . }}{{ end }}
{{ define "__trivet_telegram" }}{{ with .Alerts.Firing }}{{ printf "Firing:\\n" }}{{ template "__text_alert_list" . }}{{ end }}
  {{- with .Alerts.Resolved }}{{ printf "Resolved:\\n" }}{{ template "__text_alert_list" . }}{{ end }}{{ end }}
{{ define "desktop.default.text" }}
  {{- range $i, $alert := .Alerts }}{{ if lt $i 5 }}
    {{- with $alert.Annotations.summary }}{{ printf "%s\\n" . }}
    {{- else }}{{ with $alert.Annotations.description }}{{ printf "%s\\n" . }}
    {{- else }}{{ printf "%s\\n" (join ", " ($alert.Labels.Remove (stringSlice "alertname")).Values) }}{{ end }}{{ end }}
  {{- end }}{{ end }}
  {{- if gt (len .Alerts) 5 }}{{ printf "… %d alerts in all" (len .Alerts) }}{{ end }}
{{- end }}`;

/** Names that are there to be called, and say nothing. */
const EMPTY = [
  '__description',
  'slack.default.pretext',
  'slack.default.iconemoji',
  'slack.default.iconurl',
  'slack.default.text',
  'slack.default.callbackid',
  'slack.default.footer',
  'discord.default.content',
];

const MAIL = `
{{ define "__trivet_mail_alert" }}
<tr><td style="border-left: 4px solid {{ if eq .Status "firing" }}#c92a2a{{ else }}#2b8a3e{{ end }}; padding: 8px 12px;">
<b>{{ .Labels.alertname }}</b>{{ with .Annotations.summary }}: {{ . }}{{ end }}<br>
since {{ .StartsAt.Format "2006-01-02 15:04:05 MST" }}{{ if eq .Status "resolved" }}, over at {{ .EndsAt.Format "15:04:05 MST" }}{{ end }}
<table cellpadding="2" style="font-size: 13px; color: #495057;">
{{ range .Labels.SortedPairs }}<tr><td>{{ .Name }}</td><td>{{ .Value }}</td></tr>
{{ end }}{{ range .Annotations.SortedPairs }}<tr><td><i>{{ .Name }}</i></td><td>{{ .Value }}</td></tr>
{{ end }}</table>
{{ with .GeneratorURL }}<a href="{{ . }}">where it comes from</a>{{ end }}
</td></tr>
{{ end }}
{{ define "email.default.html" }}<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{{ template "__subject" . }}</title></head>
<body style="font-family: sans-serif; font-size: 14px; color: #212529;">
<h2 style="font-size: 18px;">{{ template "__subject" . }}</h2>
{{ with .Alerts.Firing }}<h3>{{ len . }} firing</h3>
<table cellspacing="8">{{ range . }}{{ template "__trivet_mail_alert" . }}{{ end }}</table>{{ end }}
{{ with .Alerts.Resolved }}<h3>{{ len . }} resolved</h3>
<table cellspacing="8">{{ range . }}{{ template "__trivet_mail_alert" . }}{{ end }}</table>{{ end }}
<p><a href="{{ template "__alertmanagerURL" . }}">Open in {{ template "__alertmanager" . }}</a></p>
</body></html>
{{ end }}`;

/**
 * The templates that are there without any file, by the names under which templates written for Alertmanager call
 * them. Their texts are Trivet's own; a title has Alertmanager's shape: `[FIRING:2] names (other labels)`.
 */
export const defaultTemplates: string = [
  SUBJECT,
  OTHERS,
  ...Object.entries(ALIASES).map(([name, of]) => `{{ define "${name}" }}{{ template "${of}" . }}{{ end }}`),
  ...EMPTY.map((name) => `{{ define "${name}" }}{{ end }}`),
  MAIL,
].join('\n');
