# curl; both transfers are one process's.
out=$(curl --silent --show-error --user "$TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN" \
    --data-urlencode FriendlyName=Ada --write-out ' %{response_code}\n' \
    https://conversations.twilio.com/v1/Conversations \
    --next --silent --show-error --output /dev/null --write-out '%{response_code}\n' "$1") || exit
sid=$(expr "$out" : '{"sid": *"\(CH[0-9a-f]*\)"')
status=$(printf '%s\n' "$out" | sed -n '1s/.* //p')
echo "$status $sid $(printf '%s\n' "$out" | tail -n 1)"
