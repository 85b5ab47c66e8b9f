package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"sync"
	"testing"
)

// A recording fits a call if each field of `when` is the same in the call, and answers once, with the text `reply` or
// with the HTTP status `error`.
type recording struct {
	When  map[string]any
	Reply string
	Error int
}

// replay plays the model of a conversation. The test fails if the agent makes other calls, or not all of them.
func replay(t *testing.T, name string) *Model {
	t.Helper()
	text, err := os.ReadFile("testdata/recordings/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var unused []recording
	if err := json.Unmarshal(text, &unused); err != nil {
		t.Fatal(err)
	}
	var lock sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		defer lock.Unlock()
		var call map[string]any
		if err := json.NewDecoder(r.Body).Decode(&call); err != nil || r.URL.Path != "/v1/chat/completions" {
			t.Errorf("%s is not a call of the model: %v", r.URL.Path, err)
		}
		for i, found := range unused {
			if !fits(found, call) {
				continue
			}
			unused = append(unused[:i:i], unused[i+1:]...)
			if found.Error != 0 {
				w.WriteHeader(found.Error)
				return
			}
			message := Message{"assistant", found.Reply}
			_ = json.NewEncoder(w).Encode(map[string]any{"choices": []any{map[string]any{"message": message}}})
			return
		}
		t.Errorf("called, but not recorded: %v", call)
		w.WriteHeader(500)
	}))
	t.Cleanup(func() {
		server.Close()
		for _, left := range unused {
			t.Errorf("recorded, but not called: %v", left.When)
		}
	})
	return &Model{Base: server.URL + "/v1", Key: "test", Name: "gpt-4o-mini"}
}

func fits(found recording, call map[string]any) bool {
	for name, value := range found.When {
		if !reflect.DeepEqual(call[name], value) {
			return false
		}
	}
	return true
}
