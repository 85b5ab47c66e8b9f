package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"
)

// A Model behind the chat completions API, which OpenAI and most other providers and local servers have.
type Model struct {
	Base, Key, Name string
	Client          http.Client
}

// ModelFromEnvironment reads OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL.
func ModelFromEnvironment() *Model {
	value := func(name, otherwise string) string {
		if found := os.Getenv(name); found != "" {
			return found
		}
		return otherwise
	}
	return &Model{
		Base:   strings.TrimRight(value("OPENAI_BASE_URL", "https://api.openai.com/v1"), "/"),
		Key:    os.Getenv("OPENAI_API_KEY"),
		Name:   value("OPENAI_MODEL", "gpt-4o-mini"),
		Client: http.Client{Timeout: time.Minute},
	}
}

// A ModelError says why there is no answer, and with which HTTP status the agent says so.
type ModelError struct {
	Status     int
	Message    string
	RetryAfter string
}

func (e *ModelError) Error() string { return e.Message }

func refusal(status int, format string, values ...any) *ModelError {
	return &ModelError{Status: status, Message: fmt.Sprintf(format, values...)}
}

// Ask returns the model's answer to the messages; every error is a *ModelError.
func (m *Model) Ask(ctx context.Context, messages []Message) (string, error) {
	if m.Key == "" {
		return "", refusal(503, "OPENAI_API_KEY is not set, so the agent cannot ask its model")
	}
	body, err := json.Marshal(map[string]any{"model": m.Name, "messages": messages, "temperature": 0.3})
	if err != nil {
		return "", refusal(500, "the messages cannot be sent: %v", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, m.Base+"/chat/completions", bytes.NewReader(body))
	if err != nil {
		return "", refusal(503, "OPENAI_BASE_URL is not an address: %v", err)
	}
	request.Header.Set("Authorization", "Bearer "+m.Key)
	request.Header.Set("Content-Type", "application/json")
	response, err := m.Client.Do(request)
	var timeout interface{ Timeout() bool }
	if errors.As(err, &timeout) && timeout.Timeout() {
		return "", refusal(504, "the model did not answer within %v", m.Client.Timeout)
	} else if err != nil {
		return "", refusal(502, "the model cannot be reached: %v", errors.Unwrap(err))
	}
	defer response.Body.Close()
	switch status := response.StatusCode; {
	case status == 429:
		return "", &ModelError{429, "the model is busy; try again later", response.Header.Get("Retry-After")}
	case status == 401 || status == 403:
		return "", refusal(502, "the model's provider does not accept OPENAI_API_KEY")
	case status != 200:
		return "", refusal(502, "the model's server answered with status %d", status)
	}
	var answer struct{ Choices []struct{ Message Message } }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return "", refusal(502, "the model's answer is not JSON")
	}
	if len(answer.Choices) == 0 || answer.Choices[0].Message.Content == "" {
		return "", refusal(502, "the model's answer has no text")
	}
	return answer.Choices[0].Message.Content, nil
}
