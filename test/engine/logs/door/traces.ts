/** Traces as runtimes and loggers write them; each is one record. */
export const oneRecord: [name: string, text: string][] = [
  [
    'a Java trace with a suppressed exception and a cause',
    `2024-05-14 ERROR [main] Request failed
java.lang.IllegalStateException: cannot reserve
	at com.acme.A.run(A.java:3)
	Suppressed: java.io.IOException: close
		at com.acme.B.close(B.java:9)
Caused by: java.sql.SQLException: gone
	at com.acme.C.get(C.java:1)
	... 12 more`,
  ],
  [
    'an uncaught Java exception',
    `Exception in thread "main" java.lang.NullPointerException
	at Main.main(Main.java:5)`,
  ],
  [
    'a Python traceback with two causes',
    `2024-05-14 - ERROR - Unhandled
Traceback (most recent call last):
  File "/app/main.py", line 12, in <module>
    run()
    ~~~^^
ValueError: bad id 3

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/main.py", line 14, in <module>
    cleanup()
asyncio.exceptions.CancelledError`,
  ],
  [
    'a Go panic with several goroutines',
    `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x48f1d2]

goroutine 1 [running]:
main.(*Server).Handle(...)
	/app/main.go:12
main.main()
	/app/main.go:31 +0x1d
created by main.start in goroutine 1
	/app/main.go:20 +0x5c

goroutine 18 [chan receive]:
main.wait(0xc0000a2000)
	/app/wait.go:7 +0x25`,
  ],
  [
    'a .NET exception with an inner one',
    `Unhandled exception. System.InvalidOperationException: outer
 ---> System.ArgumentNullException: Value cannot be null. (Parameter 'id')
   at Shop.Orders.Find(String id) in /src/Orders.cs:line 12
   --- End of inner exception stack trace ---
   at Shop.Program.Main(String[] args) in /src/Program.cs:line 7
--- End of stack trace from previous location ---
   at System.Threading.Tasks.Task.Execute()`,
  ],
  [
    "the console logger's layout of .NET",
    `fail: Shop.Orders[0]
      An error happened
      System.Exception: x
         at Shop.Orders.Find(String id) in /src/Orders.cs:line 12`,
  ],
  [
    "Node's uncaught error with its line of source",
    `/srv/app/index.js:3
    throw new Error('no stock');
    ^

Error: no stock
    at reserve (/srv/app/index.js:3:11)
    at Object.<anonymous> (/srv/app/index.js:6:1) {
  code: 'E_STOCK',
  [cause]: Error: upstream 502
      at call (/srv/app/http.js:9:3)
}

Node.js v24.1.0`,
  ],
  [
    'a Node error behind the line of a logger',
    `error: request failed
TypeError: Cannot read properties of undefined (reading 'id')
    at handler (/srv/app/http.js:9:3)`,
  ],
  [
    'a coloured Node trace',
    '\u001b[31mError: no\u001b[39m\n\u001b[90m    at a (node:internal/main:1:1)\u001b[39m\n\u001b[90m    at b (node:internal/main:2:1)\u001b[39m',
  ],
  [
    'a Ruby trace',
    `app.rb:3:in 'Integer#/': divided by 0 (ZeroDivisionError)
	from app.rb:3:in 'Object#f'
	from app.rb:6:in '<main>'`,
  ],
  [
    "Rails' trace without indentation",
    `ERROR -- : NoMethodError (undefined method 'name' for nil):
app/models/order.rb:12:in 'save'
app/controllers/orders_controller.rb:30:in 'create'`,
  ],
  [
    'a PHP fatal error',
    `PHP Fatal error:  Uncaught Exception: no stock in /srv/app.php:3
Stack trace:
#0 /srv/app.php(12): reserve()
#1 {main}
  thrown in /srv/app.php on line 3`,
  ],
  [
    "Laravel's trace in a context",
    `[2024-05-14 09:26:53] local.ERROR: no stock {"exception":"[object] (Exception(code: 0): no stock at /srv/a.php:3)
[stacktrace]
#0 /srv/app.php(12): reserve()
#1 {main}
"} `,
  ],
  [
    'a Rust panic with a backtrace',
    `thread 'main' panicked at src/main.rs:4:5:
index out of bounds: the len is 3 but the index is 99
stack backtrace:
   0: rust_begin_unwind
             at /rustc/std/src/panicking.rs:645:5
   1: app::main
             at ./src/main.rs:4:5
note: Some details are omitted, run with \`RUST_BACKTRACE=full\` for a verbose backtrace.`,
  ],
  [
    'a Rust panic of an older compiler',
    `thread 'main' panicked at 'no stock', src/main.rs:4:5
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace`,
  ],
  [
    'an object over several lines',
    `{
  "level": "info",
  "tags": [
    "a"
  ]
}`,
  ],
  [
    'an inspected object behind its message',
    `created {
  id: 1,
  items: [ 2, 3 ]
}`,
  ],
  ['a statement over indented lines', 'LOG:  statement: select *\n\tfrom orders\n\twhere id = 1'],
];

export const recordsOfTheirOwn: [name: string, text: string][] = [
  ['errors of one line each', 'Error: a\nError: b\nTypeError: c\nValueError: d'],
  ['levels aligned to the right', 'ERROR a: b\n INFO a: c\n WARN a: d\nDEBUG a: e'],
  ['times behind blanks', '  2024-05-14 09:26:53 a\n  2024-05-14 09:26:53 b'],
  ['blank lines between others', 'a\n\nb\n\n\nc'],
  ['numbered remarks', '#1 first\n#2 second'],
  ['names of programs', 'server.started\nserver.listening\nworker.started'],
  ["an INFO line and a traceback's exception alone", '2024 INFO a\nKeyError: 1\nfoo'],
  ['rewritten progress', '\rloading 1%\n\rloading 2%'],
];
