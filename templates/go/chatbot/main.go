// A chatbot: POST /chat answers {"message": "…", "history": […]} with {"reply": "…", "history": […]}.
//
// The caller keeps the history and sends it with the next message, so any replica of the agent can answer.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
	"time"
)

const (
	instructions = "You are a friendly assistant. Answer in at most three sentences. If you are not sure, say so."
	// Older messages are left out, so that a long conversation does not outgrow the model.
	remembered  = 20
	largestBody = 1 << 20 // bytes
)

// A Message of a conversation, as the model's API has it.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type question struct {
	Message string    `json:"message"`
	History []Message `json:"history"`
}

type answer struct {
	Reply   string    `json:"reply"`
	History []Message `json:"history"`
}

// handler serves /health and /chat.
func handler(model *Model) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) {
		write(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("/chat", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			fail(w, http.StatusMethodNotAllowed, "send the message with POST")
			return
		}
		asked, err := read(w, r)
		if err != nil {
			fail(w, http.StatusBadRequest, err.Error())
			return
		}
		history := append(asked.History, Message{"user", asked.Message})
		reply, err := model.Ask(r.Context(), append([]Message{{"system", instructions}}, history...))
		var refused *ModelError
		if errors.As(err, &refused) {
			if refused.RetryAfter != "" {
				w.Header().Set("Retry-After", refused.RetryAfter)
			}
			fail(w, refused.Status, refused.Error())
			return
		}
		write(w, http.StatusOK, answer{reply, append(history, Message{"assistant", reply})})
	})
	return mux
}

// read returns the question without messages that are too old; a system message could replace the instructions.
func read(w http.ResponseWriter, r *http.Request) (question, error) {
	var asked question
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, largestBody)).Decode(&asked); err != nil {
		return asked, fmt.Errorf("the body is not the JSON of a message: %w", err)
	}
	asked.Message = strings.TrimSpace(asked.Message)
	if asked.Message == "" || len(asked.Message) > 16_000 {
		return asked, errors.New("`message` must be a text of 1 to 16000 bytes")
	}
	for _, message := range asked.History {
		if message.Role != "user" && message.Role != "assistant" {
			return asked, errors.New("a message of `history` has a `role`, user or assistant, and a `content`")
		}
	}
	if extra := len(asked.History) - remembered; extra > 0 {
		asked.History = asked.History[extra:]
	}
	return asked, nil
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the caller has gone
}

func fail(w http.ResponseWriter, status int, message string) {
	write(w, status, map[string]string{"error": message})
}

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	server := &http.Server{Addr: ":" + port, Handler: handler(ModelFromEnvironment()), ReadTimeout: time.Minute}
	log.Printf("listening on port %s", port)
	log.Fatal(server.ListenAndServe())
}
