/** Templates as their tools' users write them, each with a block, a loop, a value in a name and one in quotes. */

export const GO_TEMPLATE = `{{- /* made by confd, don't edit } */ -}}
worker_processes {{ .Values.workers | default "auto" }};
events { worker_connections {{ .Values.connections }}; }
http {
{{- range $name, $zone := .Values.zones }}
  limit_req_zone $binary_remote_addr zone={{ $name }}:{{ $zone.size }} rate={{ $zone.rate }}r/s;
{{- end }}
  {{ if .Values.cache }}{{ include "cache" . }}{{ end }}
  proxy_cache_path /var/cache keys_zone=static:{{ index .Values "size" }};
  {{ template "servers" . }}
  upstream "{{ .Name | default "web" }}" {
    zone {{ .Name }} 64k;
    {{- range .Backends }}
    server {{ .Host }}:{{ .Port }};
    {{- else }}
    server 127.0.0.1:1;
    {{- end }}
  }
  server { listen {{ .Port }}; {{ .Extra }}
    server_name {{ join " " .Names }};
  }
}
`;

export const JINJA_TEMPLATE = `# {{ ansible_managed }}
{% set name = 'it''s }' %}
user {{ nginx_user }};
{# the {events} block
   is short; #}
events { worker_connections {{ connections|default(1024) }}; }
http {
  {% for zone in zones if zone.size > 0 -%}
  limit_conn_zone {{ zone.key }} zone={{ zone.name }}:{{ zone.size }};
  {% endfor %}
  lua_shared_dict {{ dict }} 10m;
  {% if tls %}
  ssl_session_cache shared:SSL:{{ tls.size }};
  {% else %}
  ssl_session_cache off;
  {% endif %}
  server {
    listen {{ port }}{% if tls %} ssl{% endif %};
    {{ extra_directives }}
    add_header X-Name "{{ headers['x-name'] | replace('"', '') }}";
  }
}
`;

export const ERB_TEMPLATE = `<%# puppet: don't edit -%>
worker_processes <%= @workers %>;
events { worker_connections <%= @connections %>; }
http {
<% @zones.each do |name, size| -%>
  limit_req_zone $binary_remote_addr zone=<%= name %>:<%= size %> rate=1r/s;
<% end -%>
<% if @cache -%>
  proxy_cache_path <%= @path %> keys_zone=<%= @cache['zone'] %>:10m;
<% end -%>
  lua_shared_dict <%= @dict %> <%= @size || '1m' %>;
  server { listen <%= @port %>; server_name <%= @names.join(' ') %>; }
}
`;

export const KONG_TEMPLATE = `worker_processes \${{NGINX_WORKERS}};
pid pids/nginx.pid;
> if user then
user \${{USER}};
> end
events {
> for _, el in ipairs(events) do
  $(el.name) $(el.value);
> end
}
> if role == "proxy" or #listeners > 0 then
http {
  lua_shared_dict kong 5m;
  lua_shared_dict kong_db_cache \${{MEM_CACHE}};
> if database == "off" then
  lua_shared_dict kong_locks $(size(locks, "m"));
> end
  init_by_lua_block { Kong = require 'kong' Kong.init() }
  server {
    server_name kong;
> for _, entry in ipairs(listeners) do
    listen $(entry.listener) default_server;
> end
    location / { proxy_pass $upstream_scheme://kong; }
  }
}
> end -- role
`;

export const APISIX_TEMPLATE = `{% if user then %}
user {* user *};
{% end %}
worker_processes {* worker_processes *};
events { worker_connections {* event.worker_connections *}; }
{% if not stream_only then %}
http {
  {% for name, size in pairs(dicts) do %}
  lua_shared_dict {* name *} {* size *};
  {% end %}
  {% if proxy_cache then %}
  proxy_cache_path /tmp/disk levels=1:2 keys_zone={* cache.name *}:{* cache.size *};
  {% end %}
  upstream apisix_backend {
    server 0.0.0.1;
    balancer_by_lua_block { apisix.http_balancer_phase() }
    {% if keepalive then %}
    keepalive {* keepalive.size *};
    {% end %}
  }
  init_by_lua_block {
    {% if lua_hook then %}
    require("{* lua_hook *}")
    {% end %}
    local args = { dns = { {* resolvers *} } }
  }
  {(extra.conf)}
  server { listen {* port *}; }
}
{% end %}
`;
