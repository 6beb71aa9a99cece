// One session of the proxy for each test file, directed over the control API.
const { RINGBACK_CONTROL_URL: control, RINGBACK_CONTROL_TOKEN: token } = process.env;

async function call(method, path, body) {
  const response = await fetch(`${control}/${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

// Begins a session, and sends this process's requests to it: its proxy URL names it as the user.
export async function begin(name, settings) {
  const { proxy_url: proxy } = await call("PUT", `sessions/${name}`, settings);
  for (const variable of ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"]) {
    process.env[variable] = proxy;
  }
  return {
    failNext: (fault) => call("PUT", `sessions/${name}/faults`, [{ name: fault, times: 1 }]),
    requests: async () => (await call("GET", `sessions/${name}/exchanges`))
      .exchanges.map((exchange) => exchange.request),
    end: () => call("DELETE", `sessions/${name}`),
  };
}
