/** The commands, as `--help` and the README list them. */
export const COMMANDS = [
  {
    name: 'crawl',
    usage: 'crawl [SOURCE…]',
    summary: 'check all sources, or those named, once and now; mail what is due',
  },
  { name: 'watch', usage: 'watch', summary: 'the daemon: run each source on its schedule until stopped' },
  {
    name: 'work',
    usage: 'work',
    summary: 'with a database: check what `watch` finds due, beside any number of others',
  },
  { name: 'deliver', usage: 'deliver', summary: 'send what waits in the outbox' },
  {
    name: 'preview',
    usage: 'preview (URL | SOURCE | --file PATH --base-url URL)',
    summary: 'read one page and show the items found',
  },
  {
    name: 'add',
    usage: 'add URL',
    summary: 'find the list of a page, show it, ask, and write its source file',
  },
  { name: 'accept', usage: 'accept SOURCE', summary: 'put the recipe that an incident proposes into the source file' },
  { name: 'status', usage: 'status', summary: 'health of every source' },
  { name: 'history', usage: 'history [SOURCE]', summary: 'past changes' },
  {
    name: 'show',
    usage: 'show (CHANGE_ID | SOURCE --at DATE)',
    summary: 'one change with its evidence; what a source answered at a time',
  },
  { name: 'verify', usage: 'verify [SOURCE]', summary: 're-hash all stored evidence, walk the log of runs' },
  { name: 'migrate', usage: 'migrate', summary: 'move the state from files into the database, or back' },
  {
    name: 'export',
    usage: 'export [SOURCE]',
    summary: 'items and changes as json or csv, changes as a feed, the web page as files',
  },
  { name: 'serve', usage: 'serve', summary: 'the web page on 127.0.0.1' },
  { name: 'hash-password', usage: 'hash-password', summary: 'hash a password for `page.passwordHash`' },
  { name: 'test-mail', usage: 'test-mail (ADDRESS | webhook:ID)', summary: 'send one sample report' },
  { name: 'demo', usage: 'demo', summary: 'two crawls of a small site on loopback, and the report' },
] as const;
