<?php
// curl, set up as twilio-php sets it up.
function ask(string $url, array $options): array
{
    $curl = curl_init($url);
    curl_setopt_array($curl, $options + [CURLOPT_RETURNTRANSFER => true, CURLOPT_HEADER => false]);
    $body = curl_exec($curl);
    if ($body === false) {
        fwrite(STDERR, curl_error($curl) . "\n");
        exit(1);
    }
    return [curl_getinfo($curl, CURLINFO_RESPONSE_CODE), $body];
}

$pair = getenv("TWILIO_ACCOUNT_SID") . ":" . getenv("TWILIO_AUTH_TOKEN");
[$created, $body] = ask("https://conversations.twilio.com/v1/Conversations", [
    CURLOPT_POST => true,
    CURLOPT_POSTFIELDS => http_build_query(["FriendlyName" => "Ada"]),
    CURLOPT_USERPWD => $pair,
]);
[$other] = ask($argv[1], []);
echo $created, " ", json_decode($body)->sid, " ", $other, "\n";
