<?php

/** The code under test: opens a conversation for a customer, with PHP's curl. */
final class Welcome
{
    private const API = 'https://conversations.twilio.com/v1/Conversations';

    public function __construct(private ?string $proxy = null)
    {
    }

    public function call(string $customer): string
    {
        $sid = $this->post(self::API, ['FriendlyName' => "Welcome, $customer"])['sid'];
        $this->post(self::API . "/$sid/Participants", ['Identity' => $customer]);
        return $sid;
    }

    private function post(string $url, array $form): array
    {
        $handle = curl_init($url);
        curl_setopt_array($handle, [
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_POSTFIELDS => http_build_query($form),
            CURLOPT_USERPWD => getenv('TWILIO_ACCOUNT_SID') . ':' . getenv('TWILIO_AUTH_TOKEN'),
        ] + ($this->proxy === null ? [] : [CURLOPT_PROXY => $this->proxy]));
        $body = curl_exec($handle);
        if ($body === false) {
            throw new RuntimeException(curl_error($handle));
        }
        $status = curl_getinfo($handle, CURLINFO_RESPONSE_CODE);
        $answer = json_decode($body, true);
        if ($status >= 400) {
            throw new RuntimeException($answer['message'], $status);
        }
        return $answer;
    }
}
