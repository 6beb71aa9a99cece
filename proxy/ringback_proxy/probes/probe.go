// Creates a conversation with the standard library. Run by `ringback doctor` with: URL.
package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
)

func main() {
	request, err := http.NewRequest("POST", os.Args[1], strings.NewReader("FriendlyName=doctor"))
	if err == nil {
		request.SetBasicAuth("AC00000000000000000000000000000000", "ringback-doctor")
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		_, err = http.DefaultClient.Do(request)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
