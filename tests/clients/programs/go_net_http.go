// The standard library's net/http, whose default transport twilio-go is built on.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	url := "https://conversations.twilio.com/v1/Conversations"
	request, err := http.NewRequest("POST", url, strings.NewReader("FriendlyName=Ada"))
	check(err)
	request.SetBasicAuth(os.Getenv("TWILIO_ACCOUNT_SID"), os.Getenv("TWILIO_AUTH_TOKEN"))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	created, err := http.DefaultClient.Do(request)
	check(err)
	var conversation struct{ Sid string }
	check(json.NewDecoder(created.Body).Decode(&conversation))
	other, err := http.Get(os.Args[1])
	check(err)
	fmt.Println(created.StatusCode, conversation.Sid, other.StatusCode)
}
