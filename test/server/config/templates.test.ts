import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../server/src/config/parser';
import { hasTemplateBranches, hasTemplateMarks, mayBeTemplate } from '../../../server/src/config/templates';
import { isTemplated } from '../../../server/src/config/tree';
import { createRandom } from '../../support/random';
import { APISIX_TEMPLATE, ERB_TEMPLATE, GO_TEMPLATE, JINJA_TEMPLATE, KONG_TEMPLATE } from './templateSamples';
import { dumpText } from './treeDump';

describe('templates', () => {
  const check = (text: string, expected: string): void => {
    expect(dumpText(text)).toEqual({ tree: expected, problems: [] });
    expect(parseConfig(text).isTemplate).toBe(true);
    expect(dumpText(text.replaceAll('\n', '\r\n')).problems).toEqual([]);
  };

  it.each<[string, string, string]>([
    [
      'Go',
      GO_TEMPLATE,
      `worker_processes "{{ .Values.workers | default \\"auto\\" }}";
      events { worker_connections "{{ .Values.connections }}"; }
      http {
        limit_req_zone $binary_remote_addr "zone={{ $name }}:{{ $zone.size }}" "rate={{ $zone.rate }}r/s";
        proxy_cache_path /var/cache "keys_zone=static:{{ index .Values \\"size\\" }}";
        upstream "{{ .Name | default \\"web\\" }}" {
          zone "{{ .Name }}" 64k; server "{{ .Host }}:{{ .Port }}"; server 127.0.0.1:1;
        }
        server { listen "{{ .Port }}"; server_name "{{ join \\" \\" .Names }}"; }
      }`,
    ],
    [
      'Jinja',
      JINJA_TEMPLATE,
      `user "{{ nginx_user }}";
      events { worker_connections "{{ connections|default(1024) }}"; }
      http {
        limit_conn_zone "{{ zone.key }}" "zone={{ zone.name }}:{{ zone.size }}";
        lua_shared_dict "{{ dict }}" 10m;
        ssl_session_cache "shared:SSL:{{ tls.size }}"; ssl_session_cache off;
        server {
          listen "{{ port }}" ssl;
          add_header X-Name "{{ headers['x-name'] | replace('\\"', '') }}";
        }
      }`,
    ],
    [
      'ERB',
      ERB_TEMPLATE,
      `worker_processes "<%= @workers %>";
      events { worker_connections "<%= @connections %>"; }
      http {
        limit_req_zone $binary_remote_addr "zone=<%= name %>:<%= size %>" rate=1r/s;
        proxy_cache_path "<%= @path %>" "keys_zone=<%= @cache['zone'] %>:10m";
        lua_shared_dict "<%= @dict %>" "<%= @size || '1m' %>";
        server { listen "<%= @port %>"; server_name "<%= @names.join(' ') %>"; }
      }`,
    ],
    [
      'Kong',
      KONG_TEMPLATE,
      `worker_processes "\${{NGINX_WORKERS}}";
      pid pids/nginx.pid;
      user "\${{USER}}";
      events { "$(el.name)" "$(el.value)"; }
      http {
        lua_shared_dict kong 5m;
        lua_shared_dict kong_db_cache "\${{MEM_CACHE}}";
        lua_shared_dict kong_locks "$(size(locks, \\"m\\"))";
        init_by_lua_block {}
        server {
          server_name kong;
          listen "$(entry.listener)" default_server;
          location / { proxy_pass $upstream_scheme://kong; }
        }
      }`,
    ],
    [
      'APISIX',
      APISIX_TEMPLATE,
      `user "{* user *}";
      worker_processes "{* worker_processes *}";
      events { worker_connections "{* event.worker_connections *}"; }
      http {
        lua_shared_dict "{* name *}" "{* size *}";
        proxy_cache_path /tmp/disk levels=1:2 "keys_zone={* cache.name *}:{* cache.size *}";
        upstream apisix_backend {
          server 0.0.0.1; balancer_by_lua_block {} keepalive "{* keepalive.size *}";
        }
        init_by_lua_block {}
        server { listen "{* port *}"; }
      }`,
    ],
  ])('of %s', (_, text, expected) => check(text, expected.replace(/\s*\n\s*/g, ' ')));

  it.each<[string, string]>([
    ['listen {{ a }};', 'listen "{{ a }}";'],
    ['a b{{ c }}d {{ e }}{{ f }};', 'a "b{{ c }}d" "{{ e }}{{ f }}";'],
    ['a {{ b\n | c }} d;', 'a "{{ b\\n | c }}" d;'],
    ['a "{{ b | c("d") }}" e;', 'a "{{ b | c(\\"d\\") }}" e;'],
    ['{{ a }}\nb;', 'b;'],
    ['a; {{ b }}\nc;', 'a; c;'],
    ['a { {{ b }} }\nc;', 'a {} c;'],
    ['a\n  {{ b }};', 'a "{{ b }}";'],
    ['{{#if a}}\nb;\n{{/if}}\n{{^c}}d;{{/c}}', 'b; d;'],
    ['{% if a %}b{% else %}c{% endif %} d;', 'b c d;'],
    ['{# a { #}\nb {{ c }};', 'b "{{ c }}";'],
    ['<% if a { %>\nb;\n<% } %>', 'b;'],
    ['a <%= b c %>;', 'a "<%= b c %>";'],
    ['a $( b ) c;', 'a "$( b )" c;'],
    ['> if a then\nlisten 80;\n> end\n', 'listen 80;'],
    ['  > for a in b do\n  listen $(a(1));\n  > end\n', 'listen "$(a(1))";'],
    // A form that nobody can judge: one of two heads.
    ['{% if a %}\nserver {\n{% else %}\nserver a {\n{% endif %}\n b;\n}', 'server {} server a { b; }'],
  ])('%j', (text, expected) => check(text, expected));

  it('keeps every offset', () => {
    const { parsedText, text } = parseConfig(GO_TEMPLATE);
    expect(parsedText).toHaveLength(text.length);
    expect(parsedText).not.toBe(text);
  });

  it('says which arguments hold a part', () => {
    const tree = parseConfig(`a {{ b }} c "d$\{E}" @F@ %%G%% __H__ $(i) {* j *} <%= k %> $l;`);
    const templated = Array.from({ length: 11 }, (_, argument) => isTemplated(tree, 0, argument));
    expect(templated).toEqual([false, true, false, true, true, true, true, true, true, true, false]);
  });
});

describe('what is no template', () => {
  it.each<[string, string[]]>([
    // Tables of tables in Lua are not parts.
    ['a_by_lua_block { b = {{1}, {2}} }\nc', ['missing-semicolon "c"']],
    ['a_by_lua_block { b = [[<% {% $(]] }\nc', ['missing-semicolon "c"']],
    ["log_format a '{{b}}';", []],
    ['location ~ "^/a{{2}}$" { }', []],
    ['rewrite ^/a$(?<!b) /c;\nd', ['missing-semicolon "d"']],
    ['a > b;\nc', ['missing-semicolon "c"']],
    ['a ;\n}', ['unexpected-brace "}"']],
  ])('%j', (text, problems) => {
    expect(dumpText(text).problems).toEqual(problems);
    expect(parseConfig(text).isTemplate).toBe(false);
  });

  it('keeps tables of Lua whole in a template of another style', () => {
    const text = 'listen <%= a %>;\nx_by_lua_block { b = {{1}, c = {{2}}} }\nd;';
    expect(dumpText(text).tree).toBe('listen "<%= a %>"; x_by_lua_block {} d;');
  });
});

describe('marks', () => {
  it.each<[string, string | undefined, boolean]>([
    ['a;', undefined, false],
    ['a;', 'nginx.conf', false],
    ['a;', '/x/nginx.conf.j2', true],
    ['a;', 'a.conf.template', true],
    ['{{ a }}', undefined, true],
    ['a\n  > if b then', undefined, true],
    [`a \${B};`, undefined, false],
  ])('mayBeTemplate of %j in %s', (text, path, expected) => expect(mayBeTemplate(text, path)).toBe(expected));

  it.each<[string, boolean]>([
    ['{{ .A }}', false],
    ['{{- if .A }}', true],
    ['{{ iframe }}', false],
    ['{% set a %}', true],
    ['<% a %>', true],
    ['> if a', true],
    ['a > if b', false],
  ])('hasTemplateBranches of %j', (text, expected) => expect(hasTemplateBranches(text)).toBe(expected));
});

/** The signs of a template as one expression, which is slow. */
const MARKS = /\{[{%*]|<%|\$\((?!\?)|^[ \t]*>[ \t]+(?:if|for|else|elseif|end|local|while|do)\b/m;

it('finds the marks that an expression finds', () => {
  const random = createRandom(11);
  const signs = ['{', '%', '*', '<', '$', '(', '?', '>', ' ', '\t', '\n', '\r', '\u2028', 'if', 'end', 'do', 'x', '_'];
  for (let round = 0; round < 20_000; round++) {
    const length = 1 + Math.floor(random() * 7);
    const text = Array.from({ length }, () => signs[Math.floor(random() * signs.length)]).join('');
    expect([text, hasTemplateMarks(text)]).toEqual([text, MARKS.test(text)]);
  }
});
