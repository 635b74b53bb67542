export const HELP = `zone-lens: every shared memory zone of nginx, what it costs and what is wrong with it

  zone-lens zones FILE [--json]
      Table of all zones: size, RAM when empty, how much fits, share of the memory limit; then the problems.
  zone-lens check FILE... [--format text|json|sarif|github] [--fail-on error|warning|information]
      Problems only. Exit status: 0 none as bad as --fail-on (error), 1 some, 2 unusable arguments or unreadable file.
  zone-lens inspect [--pid N | --config FILE] [--watch [--interval S]] [--full] [--json] [--collector SOCKET]
      Running servers: what each zone has loaded, used and free, and what each process holds. It only reads: no signal,
      no lock, no stop. Exit status: 0 shown, 1 nothing to show or all servers have gone, 2 unusable arguments.

FILE is the main nginx.conf, or any file that one includes (the main one is then found above it).

What the config is for (without these: this machine and the nginx found on it):
  --memory SIZE            memory of the target host, such as 64g
  --page-size 4k|16k|64k   its page size
  --server NAME/VERSION    what "nginx -v" prints there, such as nginx/1.26.2 or openresty/1.25.3.1
  --compat yes|no          whether that server was built --with-compat (distribution packages are)
  --root FILE              main config, where it is not found by itself
  --prefix DIR             nginx's prefix, from which relative Lua file names start

How it is judged:
  --entry-size [ZONE=]KEY+VALUE   bytes of a typical entry, such as dogs=20+100; may be given again
  --zone-share PERCENT            warn about a zone above this share of the memory limit (25)

What is inspected (without these: every server of the nginx family that runs here, once):
  --pid N             the server that has this process, or is this one inside of its container
  --config FILE       the server that runs this config
  --watch             again and again, with rates, reloads and where growth comes from; q or Ctrl-C ends it
  --interval S        seconds between two looks of --watch (2)
  --full              walks each zone's pages: slots by class, free runs, what each process has mapped; and tells what
                      each process's memory is: zones, heap, LuaJIT, code, stack
  --json              the same for programs, with --watch a line each time; docs/json.md
  --collector SOCKET  reads through the collector that listens there, which may have more rights

  --help, --version
`;
