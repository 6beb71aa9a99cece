<?php
// Creates a conversation with curl. Run by `ringback doctor` with: URL.
if (!function_exists("curl_init")) {
    fwrite(STDERR, "PHP's curl extension is not installed\n");
    exit(113);
}
$curl = curl_init($argv[1]);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POSTFIELDS => "FriendlyName=doctor",
    CURLOPT_USERPWD => "AC00000000000000000000000000000000:ringback-doctor",
]);
if (curl_exec($curl) === false) {
    fwrite(STDERR, curl_error($curl) . "\n");
    exit(1);
}
