<?php

/** One session of the proxy for each test, directed over the control API. */
final class Ringback
{
    /** The proxy, with the session as its user: requests through it are this session's. */
    public readonly string $proxy;

    public function __construct(private string $name, array $settings)
    {
        $this->proxy = $this->call('PUT', '', $settings)['proxy_url'];
    }

    public function failNext(string $fault): void
    {
        $this->call('PUT', '/faults', [['name' => $fault, 'times' => 1]]);
    }

    public function requests(): array
    {
        return array_column($this->call('GET', '/exchanges')['exchanges'], 'request');
    }

    public function end(): array
    {
        return $this->call('DELETE', '');
    }

    private function call(string $method, string $path, ?array $body = null): array
    {
        $context = stream_context_create(['http' => [
            'method' => $method,
            'header' => [
                'Authorization: Bearer ' . getenv('RINGBACK_CONTROL_TOKEN'),
                'Content-Type: application/json',
            ],
            'content' => $body === null ? '' : json_encode($body),
            'ignore_errors' => true,
        ]]);
        $url = getenv('RINGBACK_CONTROL_URL') . "/sessions/{$this->name}$path";
        $answer = json_decode(file_get_contents($url, false, $context), true);
        if ((int) explode(' ', $http_response_header[0])[1] >= 400) {
            throw new RuntimeException($answer['message']);
        }
        return $answer;
    }
}
