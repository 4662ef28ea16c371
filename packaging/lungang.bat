@echo off
chcp 65001 >nul
"%~dp0python\python.exe" -m lungang.cli %*
