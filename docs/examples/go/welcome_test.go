package welcome

import (
	"fmt"
	"strings"
	"testing"
)

func TestCustomerIsWelcomedByName(t *testing.T) {
	s := begin(t, map[string]any{"mode": "fake"})

	sid, err := Welcome(s.client(), "Ada")

	if err != nil {
		t.Fatal(err)
	}
	seen := s.exchanges()
	if name := seen[0].Request.Form["FriendlyName"]; name != "Welcome, Ada" {
		t.Errorf("the conversation is called %q", name)
	}
	if path := seen[1].Request.Path; path != "/v1/Conversations/"+sid+"/Participants" {
		t.Errorf("the second request went to %s", path)
	}
}

func TestRefusedWelcomeIsAnError(t *testing.T) {
	s := begin(t, map[string]any{"mode": "fake"})
	s.failNext("too-many-requests")

	_, err := Welcome(s.client(), "Ada")

	if err == nil || !strings.HasPrefix(err.Error(), "429: ") {
		t.Errorf("the error is %v", err)
	}
}

func TestRecordedWelcomeIsPlayed(t *testing.T) {
	s := begin(t, map[string]any{"mode": "replay", "cassette": "../welcome.yaml"})

	sid, err := Welcome(s.client(), "Grace")

	if err != nil || !strings.HasPrefix(sid, "CH") {
		t.Errorf("the SID is %q, the error %v", sid, err)
	}
	if unplayed := s.end(); len(unplayed) > 0 {
		t.Errorf("never played: %v", unplayed)
	}
}

func TestStateOfAnotherTestIsNotSeen(t *testing.T) {
	for number := 0; number < 20; number++ {
		customer := fmt.Sprintf("customer %d", number)
		t.Run(fmt.Sprint(number), func(t *testing.T) {
			s := begin(t, map[string]any{"mode": "fake"})

			if _, err := Welcome(s.client(), customer); err != nil {
				t.Fatal(err)
			}

			seen := s.exchanges()
			if len(seen) != 2 || seen[0].Request.Form["FriendlyName"] != "Welcome, "+customer {
				t.Errorf("the session has %v", seen)
			}
		})
	}
}
