import { expect, test } from 'vitest';
import { prometheusFunctions } from '../../../electron/engine/alerts/templates/functions.ts';
import { Template } from '../../../shared/go-template/execute.ts';
import { GoMap, struct } from '../../../shared/go-template/values.ts';

const VARIABLES =
  '{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}';
const labels: [string, string][] = [
  ['__name__', 'm'],
  ['instance', 'h:90'],
  ['job', 'api'],
  ['pct', 'x%y'],
];
const VALUE = 1_234_567.891;

const functions = prometheusFunctions({
  query: (expr) => (expr === 'm' ? [{ labels, value: VALUE }] : []),
  nowSeconds: 60,
  externalUrl: '',
});

const data = struct({
  Labels: new GoMap(labels, ''),
  ExternalLabels: new GoMap([['cluster', 'c1']], ''),
  ExternalURL: '',
  Value: VALUE,
});

const expand = (text: string) => new Template(VARIABLES + text, 'alert', functions).execute(data);

/** What promtool 2.42 makes of these annotations of an alert on the same series. */
test.each([
  ['{{ $value }}', '1.234567891e+06'],
  [
    '{{ 1e6 }} {{ 1000000.0 }} {{ 123456.0 }} {{ 1234567.0 }} {{ 0.0001 }} {{ 0.00001 }} {{ 1e20 }} {{ 1e21 }} {{ 100000 }}',
    '1e+06 1e+06 123456 1.234567e+06 0.0001 1e-05 1e+20 1e+21 100000',
  ],
  [
    '{{ printf "%v %g %.3g %e %f %8.2f|%-8.1f|%+.1f %06.1f" $value $value $value $value $value $value $value $value 3.5 }}',
    '1.234567891e+06 1.234567891e+06 1.23e+06 1.234568e+06 1234567.891000 1234567.89|1234567.9|+1234567.9 0003.5',
  ],
  [
    '{{ printf "%d %s %v %t %q" $value 5 nil true "a\\"b" }}',
    '%!d(float64=1.234567891e+06) %!s(int=5) <nil> true "a\\"b"',
  ],
  [
    '{{ printf "%d" 1 2 }} {{ printf "%d" }} {{ printf "%!" 5 }} {{ printf "%z" 5 }} {{ printf "100%" }}',
    '1%!(EXTRA int=2) %!d(MISSING) %!!(int=5) %!z(int=5) 100%!(NOVERB)',
  ],
  ['{{ printf "%x %X %o %b %c %U %#x" 255 255 8 5 65 65 255 }}', 'ff FF 10 101 A U+0041 0xff'],
  ['{{ printf "%s|%10s|%-10s|%.2s" "abc" "abc" "abc" "abc" }}', 'abc|       abc|abc       |ab'],
  ['{{ print 1 2 "a" 3 4.0 true nil }}', '1 2a3 4 true <nil>'],
  ['{{ println 1 "a" }}', '1 a\n'],
  ['{{ $labels }}', 'map[__name__:m instance:h:90 job:api pct:x%y]'],
  [
    '{{ $labels.none }}|{{ $labels.job }}|{{ .Labels.instance }}|{{ .Value }}|{{ $externalLabels.cluster }}|{{ .ExternalLabels.cluster }}',
    '|api|h:90|1.234567891e+06|c1|c1',
  ],
  [
    '{{ humanize $value }} {{ humanize 0.0001234 }} {{ humanize 0 }} {{ humanize 1e30 }} {{ humanize -1500 }} {{ humanize "123456" }}',
    '1.235M 123.4u 0 1e+06Y -1.5k 123.5k',
  ],
  ['{{ humanize1024 $value }} {{ humanize1024 1023 }} {{ humanize1024 1048576 }}', '1.177Mi 1023 1Mi'],
  [
    '{{ humanizeDuration 0 }} {{ humanizeDuration 1 }} {{ humanizeDuration 59.9 }} {{ humanizeDuration 3600 }} {{ humanizeDuration 90061 }} {{ humanizeDuration 0.00123 }} {{ humanizeDuration -5 }} {{ humanizeDuration 899.99 }}',
    '0s 1s 59.9s 1h 0m 0s 1d 1h 1m 1s 1.23ms -5s 14m 59s',
  ],
  ['{{ humanizePercentage 0.1234567 }} {{ humanizePercentage 1 }}', '12.35% 100%'],
  [
    '{{ humanizeTimestamp 1435065584.128 }} {{ humanizeTimestamp 0 }}',
    '2015-06-23 13:19:44.128 +0000 UTC 1970-01-01 00:00:00 +0000 UTC',
  ],
  [
    '{{ toUpper "aBc" }} {{ toLower "aBc" }} {{ title "foo bar-baz" }} {{ match "a.*b" "xaab" }} {{ reReplaceAll "(a)b" "$1c" "abab" }} {{ stripPort "h:90" }} {{ stripDomain "a.b.c:80" }}',
    'ABC abc Foo Bar-Baz true  h a:80',
  ],
  [
    '{{ query "m" | first | value }} {{ query "m" | first | label "job" }} {{ with query "m" }}{{ . | first | value | humanize }}{{ end }}{{ range query "m" }}{{ .Labels.instance }}={{ .Value }}{{ end }}',
    '1.234567891e+06 api 1.235Mh:90=1.234567891e+06',
  ],
  ['{{ range $i, $e := query "m" }}{{ $i }}{{ $e.Labels.job }}{{ end }} {{ len (query "none") }}', '0api 0'],
  ['{{ if gt $value 5.0 }}big{{ else }}small{{ end }} {{ if eq $labels.job "api" }}yes{{ end }}', 'big yes'],
  [
    '{{ $labels.job | printf "%s-%s" "pre" }} {{ $x := 1 }}{{ range query "m" }}{{ $x = 2 }}{{ end }}{{ $x }}',
    'pre-api 2',
  ],
  ['{{ define "t" }}<{{ . }}>{{ end }}{{ template "t" $value }}', '<1.234567891e+06>'],
  ['{{- "trim" -}}   x', 'trimx'],
  ['{{/* comment */}}c', 'c'],
  [
    '{{ index $labels "job" }} {{ len $labels.job }} {{ slice "abcdef" 1 3 }} {{ html "<a & b>" }} {{ js "it\'s" }} {{ urlquery "a b&c" }}',
    "api 3 bc &lt;a &amp; b&gt; it\\'s a+b%26c",
  ],
  [
    '{{ and 0 1 }} {{ or 0 "z" }} {{ not true }} {{ eq 1 1 2 }} {{ ne 1 2 }} {{ lt 1 2 }} {{ ge 2 2 }}',
    '0 z false true true true true',
  ],
  ['{{ $pct := $labels.pct }}{{ $pct }}', 'x%y'],
  ['{{ with $labels.none }}x{{ else }}none{{ end }}', 'none'],
  ['{{ range $k, $v := $labels }}{{ $k }}={{ $v }};{{ end }}', '__name__=m;instance=h:90;job=api;pct=x%y;'],
  [
    '{{ humanizeDuration "12.5" }} {{ humanizeDuration 0.5 }} {{ humanizeDuration 1e10 }} {{ humanize 999.99 }} {{ humanize 1000 }} {{ humanize 0.999 }} {{ humanize1024 0.5 }}',
    '12.5s 500ms 115740d 17h 46m 40s 1000 1k 999m 0.5',
  ],
  ['{{ printf "%5.1f%% of %s" 12.345 "x" }}', ' 12.3% of x'],
  ['{{ printf "%*d|%-*d|%.*f" 5 42 5 42 2 3.14159 }}', '   42|42   |3.14'],
  ['{{ printf "%+d % d %05d %x %X %#o" 5 5 -42 -255 -255 8 }}', '+5  5 -0042 -ff -FF 010'],
  [
    '{{ printf "%e %E %G %.0f %.10g %g" 0.0 12345.678 1e-10 2.5 1234567890.123 100000.0 }}',
    '0.000000e+00 1.234568E+04 1E-10 2 1234567890 100000',
  ],
  [
    '{{ 1e5 }} {{ 99999.5 }} {{ 12345678.0 }} {{ 0.1 }} {{ 123456.789 }}',
    '100000 99999.5 1.2345678e+07 0.1 123456.789',
  ],
  ['{{ if and (gt $value 1.0) (lt $value 2.0) }}a{{ else if gt $value 3.0 }}b{{ else }}c{{ end }}', 'b'],
  ['{{ range $i, $c := query "m" }}{{ if $i }}x{{ else }}first{{ end }}{{ else }}none{{ end }}', 'first'],
  ['{{ with $x := query "none" }}a{{ else }}b{{ end }}', 'b'],
  ['{{ $labels.job | toUpper | printf "[%s]" }}', '[API]'],
  ['{{ (query "m" | first).Value }} {{ (index (query "m") 0).Labels.job }}', '1.234567891e+06 api'],
  [
    '{{ humanizeDuration 86400 }} {{ humanizeDuration 60 }} {{ humanizeDuration 61.7 }} {{ humanizeDuration 0.5 }} {{ humanizeDuration -0.0005 }} {{ humanizeDuration 59.9999 }} {{ humanizeDuration 123456.789 }}',
    '1d 0h 0m 0s 1m 0s 1m 1s 500ms -500us 60s 1d 10h 17m 36s',
  ],
  [
    '{{ humanizeTimestamp 1435065584 }} {{ humanizeTimestamp 1435065584.5 }} {{ humanizeTimestamp -1 }} {{ humanizeTimestamp 1435065584.123456 }}',
    '2015-06-23 13:19:44 +0000 UTC 2015-06-23 13:19:44.5 +0000 UTC 1969-12-31 23:59:59 +0000 UTC 2015-06-23 13:19:44.123 +0000 UTC',
  ],
  ['{{ title "hello world it\'s me o\'neil x_y 1abc" }}', "Hello World It'S Me O'Neil X_y 1abc"],
  [
    '{{ reReplaceAll "(.*)-(.*)" "$2-$1-$0-$$" "foo-bar" }} {{ reReplaceAll "x*" "-" "abc" }}',
    'bar-foo-foo-bar-$ -a-b-c-',
  ],
  [
    '{{ stripPort "[::1]:80" }} {{ stripPort "abc" }} {{ stripDomain "1.2.3.4:80" }} {{ stripDomain "foo" }} {{ stripDomain "[::1]:80" }} {{ stripDomain "foo.bar:" }}',
    '::1 abc 1.2.3.4:80 foo [::1]:80 foo',
  ],
  ['{{ eq 1.0 1.0 }} {{ eq true true }} {{ lt "a" "b" }}', 'true true true'],
  ['{{ slice (query "m") 0 1 | len }}', '1'],
  ['{{ 5 | printf "%d-%d" 4 }}', '4-5'],
  [
    '{{ html "a\'b\\"c" }} {{ js "a\\nb</script>é" }} {{ urlquery "ä ?=&/" "b" }}',
    'a&#39;b&#34;c a\\u000Ab\\u003C/script\\u003Eé %C3%A4+%3F%3D%26%2Fb',
  ],
  ['{{ print }}|{{ print "a" "b" 1 2 true "c" }}|{{ println }}|', '|ab1 2 truec|\n|'],
  ["{{ \"a\\tb\\u00e9\\x41\" }} {{ `raw \\n` }} {{ 'x' }} {{ '\\n' }}", 'a\tbéA raw \\n 120 10'],
  ['{{ $x := 5 }}{{ $x }}{{ $x = 6 }}{{ $x }}{{ if true }}{{ $x := 7 }}{{ $x }}{{ end }}{{ $x }}', '5676'],
  ['{{ range $x := query "m" }}{{ $x.Value }}{{ continue }}no{{ end }}', '1.234567891e+06'],
  [
    '{{ define "a" }}[{{ . }}{{ template "b" }}]{{ end }}{{ define "b" }}B{{ end }}{{ template "a" 5 }}',
    '[5B]',
  ],
  ['{{ block "bl" $value }}({{ . }}){{ end }}', '(1.234567891e+06)'],
  ['a {{- /* c */ -}} b {{- 1 -}} c', 'ab1c'],
  ['{{ . }}', '{map[__name__:m instance:h:90 job:api pct:x%y] map[cluster:c1]  1.234567891e+06}'],
  ['{{ $ }}', '{map[__name__:m instance:h:90 job:api pct:x%y] map[cluster:c1]  1.234567891e+06}'],
  ['{{ .Labels }}', 'map[__name__:m instance:h:90 job:api pct:x%y]'],
  ['{{ .Value | humanize1024 }}B', '1.177MiB'],
  ['{{ -5 | humanize }} {{ +5 }}', '-5 5'],
  ['{{$value}}{{ $labels.job}}{{- " x" }}', '1.234567891e+06api x'],
  ['{{ printf "%.3f" (query "m" | first | value) }}', '1234567.891'],
  ['{{ len "é" }} {{ printf "%5s|%-5s|%.1s" "é" "é" "éa" }} {{ index "abc" 1 }}', '2     é|é    |é 98'],
  ['{{ eq nil nil }}', 'true'],
  [
    '{{ $labels.job }}\n{{ $value }}\n  {{- if true }}\n yes\n{{ end -}}\n end',
    'api\n1.234567891e+06\n yes\nend',
  ],
  [
    '{{ printf "%.0f %.0f %.0f %.1f %.2f %.4g %.4g %.3g %e" 0.5 1.5 2.5 0.25 1.005 1234.5 1235.5 0.00012345 2.5 }}',
    '0 2 2 0.2 1.00 1234 1236 0.000123 2.500000e+00',
  ],
  [
    '{{ printf "%.3e %.0e %g %.2f %.5f" 1.2345e20 2.5 1e100 1e22 123.456789 }}',
    '1.234e+20 2e+00 1e+100 10000000000000000000000.00 123.45679',
  ],
  ['{{ printf "%.2f %.2f %.3f %f" 0.001 0.005 1e-10 1e15 }}', '0.00 0.01 0.000 1000000000000000.000000'],
  [
    '{{ printf "%.4g %.4g %.4g %.4g %.10g" 99999.5 0.99999 999.95 12345678.9 0.1 }}',
    '1e+05 1 1000 1.235e+07 0.1',
  ],
  [
    '{{ humanize 999.95 }} {{ humanize 1234.5 }} {{ humanizePercentage 0.12345 }} {{ humanize1024 2048.5 }}',
    '1000 1.234k 12.35% 2ki',
  ],
])('%s', (template, expected) => {
  expect(expand(template)).toBe(expected);
});

test.each([
  [
    '{{ gt $value 5 }}',
    'template: alert:1: executing "alert": error calling gt: incompatible types for comparison',
  ],
  [
    '{{ .Foo }}',
    'template: alert:1: executing "alert": can\'t evaluate field Foo in type map[string]interface {}',
  ],
  [
    '{{ first (query "none") }}',
    'template: alert:1: executing "alert": error calling first: first() called on vector with no elements',
  ],
  ['{{ template "x" }}', 'template: alert:1: executing "alert": template "x" not defined'],
  ['{{ nil }}', 'template: alert:1: executing "alert": nil is not a command'],
  [
    '{{ humanize "abc" }}',
    'template: alert:1: executing "alert": error calling humanize: strconv.ParseFloat: parsing "abc": invalid syntax',
  ],
  ['\n{{ foo }}', 'template: alert:2: function "foo" not defined'],
  ['{{ if true }}x', 'template: alert:1: unexpected EOF'],
  ['{{ end }}', 'template: alert:1: unexpected {{end}}'],
  ['{{ break }}', 'template: alert:1: {{break}} outside {{range}}'],
  ['{{ ( 1 }}', 'template: alert:1: unclosed left paren'],
  ['{{ "unclosed }}', 'template: alert:1: unterminated quoted string'],
  ['{{ 123456789012345678901 }}', 'template: alert:1: integer overflow: "123456789012345678901"'],
])('%s is an error with its line', (template, message) => {
  expect(() => expand(template)).toThrow(message);
});

test('templates that call each other without end, and output without end, come to one', () => {
  const ends = (text: string) =>
    expect(() => expand(text)).toThrow(/exceeded maximum template depth|more than/);
  ends('{{ define "r" }}{{ template "r" . }}{{ end }}{{ template "r" . }}');
  ends('{{ range 100000000 }}x{{ end }}');
  ends('{{ range 2000 }}{{ printf "%1000d" 1 }}{{ end }}');
});
