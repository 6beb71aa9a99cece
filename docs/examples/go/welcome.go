// Package welcome is the code under test: it opens a conversation for a customer.
package welcome

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
)

const api = "https://conversations.twilio.com/v1/Conversations"

// Welcome opens a conversation for a customer and returns its SID.
func Welcome(client *http.Client, customer string) (string, error) {
	sid, err := post(client, api, url.Values{"FriendlyName": {"Welcome, " + customer}})
	if err != nil {
		return "", err
	}
	_, err = post(client, api+"/"+sid+"/Participants", url.Values{"Identity": {customer}})
	return sid, err
}

func post(client *http.Client, address string, form url.Values) (string, error) {
	request, err := http.NewRequest("POST", address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	request.SetBasicAuth(os.Getenv("TWILIO_ACCOUNT_SID"), os.Getenv("TWILIO_AUTH_TOKEN"))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var answer struct{ Sid, Message string }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return "", err
	}
	if response.StatusCode >= 400 {
		return "", fmt.Errorf("%d: %s", response.StatusCode, answer.Message)
	}
	return answer.Sid, nil
}
