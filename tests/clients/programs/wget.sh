# wget; both transfers are one process's, and both send the form.
out=$(wget --quiet --output-document=- --server-response --user="$TWILIO_ACCOUNT_SID" \
    --password="$TWILIO_AUTH_TOKEN" --auth-no-challenge --post-data=FriendlyName=Ada \
    https://conversations.twilio.com/v1/Conversations "$1" 2>&1) || { echo "$out" >&2; exit 1; }
sid=$(printf '%s\n' "$out" | sed -n 's/^{"sid": *"\(CH[0-9a-f]*\)".*/\1/p' | head -n 1)
echo $(printf '%s\n' "$out" | sed -n 's,.*HTTP/[0-9.]* \([0-9]*\).*,\1,p' | sed "1a $sid")
