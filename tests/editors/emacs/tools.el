;;; -*- lexical-binding: t -*-
;; What the tests share. Everything is awaited with a limit.

(defvar healer-test-root (getenv "HEALER_TEST"))

(defvar healer-test-cart
  "class Cart:\n    def __init__(self):\n        self.items = []\n\n    def total(self):\n        return sum(self.itmes)\n")

(defun healer-test-wait (what test)
  "Let Emacs work until TEST gives something, and give that."
  (let ((until (+ (float-time) 30)) found)
    (while (not (setq found (funcall test)))
      (when (> (float-time) until)
        (error "Waited in vain for %s; the text is %S" what (buffer-string)))
      (accept-process-output nil 0.05))
    found))

(defun healer-test-equal (what found wanted)
  (unless (equal found wanted)
    (error "%s: expected %S, found %S" what wanted found)))

(defun healer-test-open (name text)
  "Write a file of the workspace and visit it."
  (let ((path (format "%s/work/%s" healer-test-root name)))
    (with-temp-file path (insert text))
    (find-file path)))

(defun healer-test-ok (format &rest arguments)
  (princ (concat "ok " (apply #'format format arguments) "\n")))

(defun healer-test-heal-and-undo ()
  "Heal the buffer, which misses a bracket, and take that back."
  (let ((text (buffer-string)))
    (healer-heal)
    (healer-test-wait "the healed text" (lambda () (equal (buffer-string) "def total(items):\n    return sum(items)\n")))
    ;; Until the server has seen the text it knows of no heal that could be taken back, and says so.
    (healer-test-wait "the way back"
                      (lambda ()
                        (ignore-errors (healer-undo))
                        (accept-process-output nil 0.2)
                        (equal (buffer-string) text)))))
