package welcome

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
)

// A session is what one test has of the proxy to itself, directed over the control API.
type session struct {
	t     *testing.T
	name  string
	proxy string
}

type exchange struct {
	Request struct {
		Method, Path string
		Form         map[string]string
	}
}

// begin begins a session with the name of the test, which ends with it.
func begin(t *testing.T, settings map[string]any) session {
	t.Parallel()
	s := session{t: t, name: "go-" + strings.ReplaceAll(t.Name(), "/", ".")}
	var begun struct {
		Proxy string `json:"proxy_url"`
	}
	s.call("PUT", "", settings, &begun)
	s.proxy = begun.Proxy
	return s
}

// client returns a client whose requests are the session's: the proxy's user names it.
func (s session) client() *http.Client {
	proxy, err := url.Parse(s.proxy)
	if err != nil {
		s.t.Fatal(err)
	}
	return &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy)}}
}

func (s session) failNext(fault string) {
	s.call("PUT", "/faults", []map[string]any{{"name": fault, "times": 1}}, nil)
}

func (s session) exchanges() []exchange {
	var answer struct{ Exchanges []exchange }
	s.call("GET", "/exchanges", nil, &answer)
	return answer.Exchanges
}

// end ends the session and returns the recordings that were never played.
func (s session) end() []any {
	var answer struct {
		NeverPlayed []any `json:"never_played"`
	}
	s.call("DELETE", "", nil, &answer)
	return answer.NeverPlayed
}

func (s session) call(method, path string, body, answer any) {
	s.t.Helper()
	sent, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	address := os.Getenv("RINGBACK_CONTROL_URL") + "/sessions/" + s.name + path
	request, err := http.NewRequest(method, address, bytes.NewReader(sent))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("RINGBACK_CONTROL_TOKEN"))
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	received, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= 400 {
		s.t.Fatalf("%d: %s %v", response.StatusCode, received, err)
	}
	if answer != nil {
		if err := json.Unmarshal(received, answer); err != nil {
			s.t.Fatal(err)
		}
	}
}
